import type { LiveCall } from "../../common/call/call.ts";
import type { CallError, Failure } from "../../common/errors.ts";
import type { CallId, RoomId, UserId } from "../../common/ids.ts";
import type { Result } from "../../common/result.ts";
import { TaskQueue } from "../../common/task-queue.ts";
import type { ServiceCall, Target } from "../../common/wire/calls.ts";
import type { Room } from "../../common/wire/rooms.ts";
import type { MediaAccess } from "../../common/wire/token-server.ts";
import type { Backend, CallRefusal } from "../backend/backend.ts";
import type { Log } from "../log/log.ts";
import { askRejoin, mayPass } from "./rejoining.ts";

export interface ServiceLegPorts {
  readonly backend: Backend;
  readonly log: Log;
  readonly me: () => UserId | null;
  readonly access: () => Promise<Result<MediaAccess, CallError>>;
  /** Another one, in place of the one so far. */
  readonly freshAccess: () => Promise<Result<MediaAccess, CallError>>;
  /** Is the call still alive? Asked after every await. */
  readonly wanted: () => boolean;
}

export interface ServiceLegListener {
  placed(call: ServiceCall): void;
  joined(room: Room): void;
  rejoined(): void;
  rejoinFailed(): void;
  refused(refusal: CallRefusal): void;
}

/** One call's requests at the token server, one after the other, so that a hang-up never overtakes what it ends. */
export class ServiceLeg {
  readonly #ports: ServiceLegPorts;
  readonly #listener: ServiceLegListener;
  readonly #queue = new TaskQueue();
  /** The service counts on us: it has, or may have, our place or accept. */
  #engaged = false;
  #farewell: "hang-up" | "decline" | null = null;
  #rejoining = false;
  #id: CallId;
  #known: boolean;

  constructor(id: CallId, known: boolean, ports: ServiceLegPorts, listener: ServiceLegListener) {
    this.#id = id;
    this.#known = known;
    this.#ports = ports;
    this.#listener = listener;
  }

  /** The id that the service knows this call by; differs from ours when two people called each other at once. */
  get id(): CallId {
    return this.#id;
  }

  /** Whether the service has said that it has this call, so that its absence means something. */
  get known(): boolean {
    return this.#known;
  }

  /** A last word that has not reached the service: say it again when the call turns out to be there still. */
  get undelivered(): boolean {
    return this.#farewell !== null;
  }

  place(to: Target): Promise<void> {
    return this.#queue.run(async () => {
      const access = await this.#ports.access();
      if (!access.ok || !this.#ports.wanted()) return;
      this.#engaged = true;
      const placed = await this.#ports.backend.calls.place({
        id: this.#id,
        to,
        mediaAccessId: access.value.id,
      });
      if (placed.ok) {
        this.#id = placed.value.id;
        this.#known = true;
        if (this.#ports.wanted()) this.#listener.placed(placed.value);
        return;
      }
      await this.#afterRefusal(placed.error);
    });
  }

  join(room: RoomId): Promise<void> {
    return this.#queue.run(async () => {
      const access = await this.#ports.access();
      if (!access.ok || !this.#ports.wanted()) return;
      this.#engaged = true;
      const mediaAccessId = access.value.id;
      const joined = await this.#ports.backend.rooms.join({ callId: this.#id, id: room, mediaAccessId });
      if (!joined.ok) return this.#afterRefusal(joined.error);
      this.#known = true;
      if (this.#ports.wanted()) this.#listener.joined(joined.value);
    });
  }

  /** At most one attempt is under way. A refusal that may pass is for the caller to try again. */
  rejoin(call: LiveCall): Promise<void> {
    if (this.#rejoining) return Promise.resolve();
    this.#rejoining = true;
    return this.#queue
      .run(async () => {
        if (!this.#ports.wanted()) return;
        const access = await this.#ports.freshAccess();
        if (!this.#ports.wanted()) return;
        if (!access.ok) return this.#listener.rejoinFailed();
        const me = this.#ports.me();
        if (me === null) return;
        const facts = { id: this.#id, me, mediaAccessId: access.value.id };
        const back = await askRejoin(this.#ports.backend, call, facts);
        if (!this.#ports.wanted()) return;
        if (back.ok) this.#listener.rejoined();
        else if (mayPass(back.error)) this.#listener.rejoinFailed();
        else this.#listener.refused(back.error);
      })
      .finally(() => (this.#rejoining = false));
  }

  /** Requests whose refusal leaves the call as it was; `id` is the service's. */
  ask(request: (id: CallId) => Promise<Result<null, Failure>>): Promise<Result<null, Failure>> {
    return this.#queue.run(() => request(this.#id));
  }

  confirmRinging(): Promise<void> {
    return this.#queue.run(async () => {
      const confirmed = await this.#ports.backend.calls.confirmRinging(this.#id);
      if (confirmed.ok || !this.#ports.wanted()) return;
      if (isUnheard(confirmed.error)) this.#ports.log.warn("ringing not confirmed", { call: this.#id });
      else this.#listener.refused(confirmed.error);
    });
  }

  accept(): Promise<void> {
    return this.#queue.run(async () => {
      const access = await this.#ports.access();
      if (!access.ok || !this.#ports.wanted()) return;
      this.#engaged = true;
      const accepted = await this.#ports.backend.calls.accept({
        id: this.#id,
        mediaAccessId: access.value.id,
      });
      if (!accepted.ok) await this.#afterRefusal(accepted.error);
    });
  }

  decline(): Promise<void> {
    return this.#queue.run(() => this.#say("decline"));
  }

  /** Does nothing for a call that the service never heard of from us, or that it has refused. */
  hangUp(): Promise<void> {
    return this.#queue.run(() => (this.#engaged ? this.#say("hang-up") : Promise.resolve()));
  }

  /** Says an undelivered last word again. */
  repeatFarewell(): Promise<void> {
    return this.#queue.run(() => (this.#farewell === null ? Promise.resolve() : this.#say(this.#farewell)));
  }

  idle(): Promise<void> {
    return this.#queue.idle();
  }

  async #afterRefusal(refusal: CallRefusal): Promise<void> {
    this.#engaged = false;
    if (this.#ports.wanted()) this.#listener.refused(refusal);
    // Nobody knows whether the service took it: the other end must not be left ringing, or talking to nobody.
    if (isUnheard(refusal)) await this.#say("hang-up");
  }

  async #say(farewell: "hang-up" | "decline"): Promise<void> {
    this.#engaged = false;
    this.#farewell = farewell;
    const { backend, log } = this.#ports;
    const { calls } = backend;
    const said = await (farewell === "hang-up" ? calls.hangUp(this.#id) : calls.decline(this.#id));
    if (said.ok || !isUnheard(said.error)) this.#farewell = null;
    else log.warn("last word not delivered", { call: this.#id, farewell });
  }
}

/** The request may or may not have been carried out. */
const isUnheard = (refusal: CallRefusal): boolean =>
  refusal.code === "refused" &&
  (refusal.error.code === "server-unreachable" || refusal.error.code === "server-unreadable");
