import { randomUUID } from "node:crypto";
import type { Clock } from "../../../common/clock.ts";
import type { Dispose } from "../../../common/scope.ts";
import type { Participant } from "../../../common/wire/control-api.ts";
import type { AudioLeg, MediaEngine, MediaKind } from "../../media/media-engine.ts";
import type { DeviceTimes, Log, PlatformFigures, PlatformObserver } from "../platform-options.ts";
import type { PublishedStream } from "../published-stream.ts";
import type { Registry, RegistryChange } from "../registry/registry.ts";
import { receivedStreams } from "../subscriptions.ts";
import type { Webhooks } from "../webhooks/webhooks.ts";
import { Device, type DeviceOptions } from "./device.ts";
import type { DeviceSocket } from "./device-socket.ts";
import { PhoneDevice } from "./phone-device.ts";

export interface DevicesOptions {
  readonly registry: Registry;
  readonly engine: MediaEngine;
  readonly clock: Clock;
  readonly log: Log;
  readonly times: DeviceTimes;
  readonly webhooks: Pick<Webhooks, "send">;
  readonly observe?: PlatformObserver | undefined;
}

/** What outlives a participant's devices: revisions only ever rise, and known clients are recognized (R45). */
interface Memory {
  revision: number;
  /** Newest last. */
  uniqueIds: string[];
}

const maxRememberedIds = 16;

/** A client that has proven who it is. */
export interface VerifiedClient {
  readonly participant: Participant;
  /** Of its token; ms since the epoch. */
  readonly expiresAt: number;
}

/** What both kinds of device have in common. */
type Attached = Pick<Device, "uniqueId" | "connected" | "streams" | "refresh" | "end" | "drain">;

/** One socket's way into its device. */
export interface DeviceConnection {
  receive(frame: string): Promise<void>;
  /** The socket has closed, for whatever reason. */
  closed(): void;
}

/** All devices, at most one for each participant: the newest wins (bandwidth.md section 10). */
export class Devices {
  readonly #options: DevicesOptions;
  readonly #devices = new Map<string, Attached>();
  /** Left, but with a socket that may still be open. */
  readonly #leaving = new Set<Attached>();
  readonly #memories = new Map<string, Memory>();
  readonly #stopListening: Dispose;
  #drained = false;

  constructor(options: DevicesOptions) {
    this.#options = options;
    this.#stopListening = options.registry.onChange((change) => this.#follow(change));
  }

  /** The platform has stopped: nobody may connect any more. */
  get drained(): boolean {
    return this.#drained;
  }

  figures(): Pick<PlatformFigures, "devices" | "tracks"> {
    const all = [...this.#devices.values()];
    // A phone has no socket: it is there as long as its leg is.
    const connected = all.filter((device) => device.connected || device instanceof PhoneDevice).length;
    const tracks = { audio: 0, video: 0, application: 0 };
    for (const { producers } of all.flatMap(({ streams }) => streams)) {
      for (const { kind } of producers) tracks[kind] += 1;
    }
    return { devices: { connected, waiting: all.length - connected }, tracks };
  }

  /** Another client is connected in this participant's name. */
  isTaken(participantId: string, uniqueId: string): boolean {
    const current = this.#devices.get(participantId);
    return current?.connected === true && current.uniqueId !== uniqueId;
  }

  /** A verified client has opened a socket. Resumes the device of the same uniqueId, replaces that of another. */
  connect(client: VerifiedClient & { uniqueId: string }, socket: DeviceSocket): DeviceConnection {
    const { id } = client.participant;
    const current = this.#devices.get(id);
    const resumed = current instanceof Device && current.uniqueId === client.uniqueId;
    const device = resumed ? current : this.#create(client);
    this.#install(id, device, () => device.attach(socket));
    return {
      receive: (frame) => device.receive(socket, frame),
      closed: () => {
        this.#leaving.delete(device);
        device.detach(socket);
      },
    };
  }

  /** A verified phone leg becomes its participant's device, in place of any other. The leg is closed with it. */
  connectPhone({ participant, expiresAt }: VerifiedClient, leg: AudioLeg): PhoneDevice {
    const { clock } = this.#options;
    const device: PhoneDevice = new PhoneDevice({
      ...this.#hooks(participant, randomUUID(), () => device),
      participantId: participant.id,
      expiresAt,
      leg,
      clock,
    });
    this.#install(participant.id, device, () => device.attach());
    return device;
  }

  /** Ends all devices and asks their clients to come back: the platform stops. */
  drain(): void {
    this.#drained = true;
    this.#stopListening();
    for (const device of [...this.#devices.values(), ...this.#leaving]) device.drain();
    this.#devices.clear();
    this.#leaving.clear();
  }

  #install(participantId: string, device: Attached, attach: () => void): void {
    const current = this.#devices.get(participantId);
    this.#devices.set(participantId, device);
    attach();
    // After the new one is connected, so that a back end never sees the participant without a device.
    if (current && current !== device) current.end(1000);
  }

  #create(client: VerifiedClient & { uniqueId: string }): Device {
    const { engine, clock, log, times, registry, observe } = this.#options;
    const { participant, uniqueId, expiresAt } = client;
    const memory = this.#memories.get(participant.id) ?? { revision: 0, uniqueIds: [] };
    this.#memories.set(participant.id, memory);
    const returning = memory.uniqueIds.includes(uniqueId);
    memory.uniqueIds = [...memory.uniqueIds.filter((id) => id !== uniqueId), uniqueId].slice(
      -maxRememberedIds,
    );
    const id = randomUUID();
    const device: Device = new Device({
      ...this.#hooks(participant, id, () => device),
      engine,
      clock,
      log,
      times,
      observe,
      id,
      participantId: participant.id,
      uniqueId,
      expiresAt,
      returning,
      permitted: () => permittedKinds(registry, participant.id),
      nextRevision: () => (memory.revision += 1),
    });
    return device;
  }

  /** What a device of either kind asks and tells. */
  #hooks(
    { id: participantId, callbackUrl, tag }: Participant,
    deviceId: string,
    device: () => Attached,
  ): Pick<DeviceOptions, "wanted" | "onStreamsChanged" | "onGone" | "announce"> {
    const { clock, log, webhooks } = this.#options;
    return {
      wanted: () => this.#wantedBy(participantId),
      onStreamsChanged: () => this.#refreshSessionOf(participantId),
      onGone: () => this.#forget(device(), participantId),
      announce: (event) => {
        log("info", "device", { event, participantId, deviceId });
        if (!callbackUrl) return;
        const timestamp = String(clock.now());
        webhooks.send(callbackUrl, { event, timestamp, participantId, deviceId, ...(tag ? { tag } : {}) });
      },
    };
  }

  #forget(device: Attached, participantId: string): void {
    if (this.#devices.get(participantId) === device) this.#devices.delete(participantId);
    if (device.connected) this.#leaving.add(device);
    this.#refreshSessionOf(participantId);
  }

  #follow(change: RegistryChange): void {
    switch (change.type) {
      case "session.changed":
        return this.#refreshSession(change.sessionId);
      case "member.removed":
        this.#devices.get(change.participantId)?.refresh();
        return this.#refreshSession(change.sessionId);
      case "participant.deleted":
        this.#memories.delete(change.participantId);
        return this.#devices.get(change.participantId)?.end(1000);
      case "session.deleted":
        for (const id of change.memberIds) this.#devices.get(id)?.end(1000);
    }
  }

  #wantedBy(participantId: string): readonly PublishedStream[] {
    const participant = this.#options.registry.participant(participantId);
    const sessionId = participant.ok ? participant.value.sessions[0] : undefined;
    if (!participant.ok || sessionId === undefined) return [];
    const published = this.#membersOf(sessionId).flatMap(({ id }) => this.#devices.get(id)?.streams ?? []);
    return receivedStreams({ participantId, subscriptions: participant.value.subscriptions }, published);
  }

  #refreshSessionOf(participantId: string): void {
    const participant = this.#options.registry.participant(participantId);
    const sessionId = participant.ok ? participant.value.sessions[0] : undefined;
    if (sessionId !== undefined) this.#refreshSession(sessionId);
  }

  #refreshSession(sessionId: string): void {
    for (const { id } of this.#membersOf(sessionId)) this.#devices.get(id)?.refresh();
  }

  #membersOf(sessionId: string): readonly Participant[] {
    const members = this.#options.registry.members(sessionId);
    return members.ok ? members.value : [];
  }
}

const kindOf = { AUDIO: "audio", VIDEO: "video" } as const;

/** What a participant may publish now. */
export function permittedKinds(registry: Registry, participantId: string): ReadonlySet<MediaKind> {
  const participant = registry.participant(participantId);
  const permissions = participant.ok ? (participant.value.publishPermissions ?? []) : [];
  return new Set(permissions.map((permission) => kindOf[permission]));
}
