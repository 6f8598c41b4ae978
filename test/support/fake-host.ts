/** A main process that only remembers and obeys: for store tests in Node, and, sent as text, for the built page. */
import type { Call, EndReason, LiveCall, Phase, Remote } from "../../common/call/call.ts";
import type { Host, Payload } from "../../common/contract/contract.ts";
import type { EventName, RequestName } from "../../common/contract/names.ts";
import type { AccountState, KeychainProblem, Settings, Snapshot } from "../../common/contract/state.ts";
import type { Failure } from "../../common/errors.ts";
import { CallId, PhoneNumber, UserId } from "../../common/ids.ts";
import type { Result } from "../../common/result.ts";
import type { CallMember } from "../../common/wire/calls.ts";
import { Capability, type Person, type Presence } from "../../common/wire/token-server.ts";

/** What a request is answered with; `never` leaves it waiting. */
export type FakeAnswer = Result<unknown, Failure> | "never";

export interface FakeHost {
  readonly host: Host;
  /** Everything the page asked for, oldest first. */
  readonly requests: { readonly name: RequestName; readonly input: unknown }[];
  /** Other answers than `ok(null)`, by request. */
  readonly answers: Partial<Record<RequestName, FakeAnswer>>;
  /** Sends a snapshot to everybody who listens. */
  publish(snapshot: Snapshot): void;
  /** Tells the page's media half what to do. */
  command(command: Payload<"media.command">): void;
  /** How many listen to snapshots. */
  listeners(): number;
}

/** Uses nothing from outside of itself: its text runs in the page too. */
export function createFakeHost(initial: Snapshot): FakeHost {
  let current = initial;
  const requests: FakeHost["requests"] = [];
  const answers: FakeHost["answers"] = {};
  const listeners: Partial<Record<EventName, Set<(payload: never) => void>>> = {};
  const tell = <N extends EventName>(name: N, payload: Payload<N>): void => {
    // Who listens to a name takes its payload; the table cannot say so.
    for (const listener of listeners[name] ?? []) listener(payload as never);
  };
  const usual: Partial<Record<RequestName, () => unknown>> = {
    "state.get": () => current,
    "media.ready": () => ({ audio: current.settings, video: current.settings }),
    "call.place": () => "11111111-1111-4111-8111-111111111111",
  };
  const host = {
    request: (name: RequestName, input: unknown) => {
      requests.push({ name, input });
      const answer = answers[name] ?? { ok: true, value: usual[name]?.() ?? null };
      return answer === "never" ? new Promise(() => {}) : Promise.resolve(answer);
    },
    on: (name: EventName, listener: (payload: never) => void) => {
      const all = (listeners[name] ??= new Set());
      all.add(listener);
      return () => void all.delete(listener);
    },
  };
  return {
    // One function stands for every request: the generic signature cannot follow the lookup.
    host: host as unknown as Host,
    requests,
    answers,
    publish: (snapshot) => {
      current = snapshot;
      tell("state.changed", snapshot);
    },
    command: (command) => tell("media.command", command),
    listeners: () => listeners["state.changed"]?.size ?? 0,
  };
}

export const alice: Person = { id: UserId.parse("alice"), name: "Alice Lindqvist", presence: "online" };
export const bob: Person = { id: UserId.parse("bob"), name: "Bob Okafor", presence: "online" };
export const carol: Person = { id: UserId.parse("carol"), name: "Carol Díaz", presence: "in-call" };

const otherNames = [
  "Amara Nwosu",
  "Dan Whitfield",
  "Elif Yıldız",
  "François Lemaire",
  "Grace Kim",
  "Hannah Weiss",
  "Ivan Petrov",
  "Jonas Berg",
  "Keiko Tanaka",
];
const presences: readonly (typeof Presence.options)[number][] = ["online", "offline", "in-call", "offline"];

/** A small team: bob, carol and `count - 2` others. */
export function team(count = 11): Person[] {
  const others = Array.from({ length: Math.max(0, count - 2) }, (_, index) => ({
    id: UserId.parse(`person-${String(index)}`),
    name: otherNames[index] ?? `Person Number ${String(index)}`,
    presence: presences[index % presences.length] ?? "offline",
  }));
  return [bob, carol, ...others];
}

export const settings: Settings = {
  server: "https://phone.example.com",
  username: "alice",
  theme: "light",
  microphoneId: null,
  speakerId: null,
  cameraId: null,
  region: "US",
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
  ringtone: true,
  ringDeviceId: null,
  doNotDisturb: false,
  startAtLogin: false,
  globalShortcuts: true,
  messageNotifications: true,
  messagePreview: true,
};

/** Alice is signed in; her keychain has that problem, if any. */
export const signedInWithout = (keychain: KeychainProblem | null): AccountState => ({
  phase: "signed-in",
  me: { id: alice.id, name: alice.name },
  keychain,
});
export const signedIn = signedInWithout(null);

export const signedOutBy = (
  failure: Failure | null,
  keychain: KeychainProblem | null = null,
): AccountState => ({ phase: "signed-out", failure, keychain });
export const signedOut = signedOutBy(null);

let revision = 0;

/** Alice is signed in among her team, nothing rings. Each has a higher revision than the one before. */
export function snapshot(change: Partial<Snapshot> = {}): Snapshot {
  revision += 1;
  return {
    revision,
    account: signedIn,
    registration: "registered",
    capabilities: [...Capability.options],
    numbers: [PhoneNumber.parse("+19195550142")],
    people: team(),
    rooms: [],
    calls: [],
    recents: [],
    chat: { conversations: [], historyProblem: null },
    share: null,
    quality: null,
    settings,
    devices: {
      microphones: [
        { id: "headset", label: "Jabra Evolve2 65 (headset)" },
        { id: "built-in", label: "Built-in microphone" },
      ],
      speakers: [
        { id: "headset-out", label: "Jabra Evolve2 65 (headset)" },
        { id: "built-in-out", label: "Built-in speakers" },
      ],
      cameras: [{ id: "lid", label: "Built-in camera" }],
    },
    desktop: { link: null, shortcuts: "on", tray: true },
    version: "0.1.0",
    update: { phase: "idle", version: null, checkedAt: null, problem: null },
    ...change,
  };
}

interface CallDetails {
  readonly with?: Person;
  /** Instead of a person. */
  readonly remote?: Remote;
  readonly calledNumber?: PhoneNumber;
  readonly held?: boolean;
  readonly heldByThem?: boolean;
  readonly camera?: LiveCall["camera"];
  readonly members?: CallMember[];
  readonly direction?: "outbound" | "inbound";
  readonly muted?: boolean;
  readonly reason?: EndReason;
  /** Ms since the epoch. */
  readonly connectedAt?: number | null;
  readonly endedAt?: number;
  /** Tells several calls of one test apart. */
  readonly number?: number;
}

/** A call in a phase, by default outbound to bob, talking since 04:12 minutes before `endedAt`. */
export function call(phase: Phase, details: CallDetails = {}): Call {
  const { with: person = bob, direction = "outbound", muted = false, number = 1 } = details;
  const endedAt = details.endedAt ?? 1_700_000_252_000;
  const connectedAt = details.connectedAt === undefined ? endedAt - 252_000 : details.connectedAt;
  const common: Pick<Call, "id" | "remote" | "startedAt" | "calledNumber"> = {
    id: CallId.parse(`00000000-0000-4000-8000-${String(number).padStart(12, "0")}`),
    remote: details.remote ?? { kind: "person", userId: person.id, name: person.name },
    startedAt: (connectedAt ?? endedAt) - 8_000,
    calledNumber: details.calledNumber ?? null,
  };
  const live = {
    ...common,
    muted,
    held: details.held ?? false,
    heldByThem: details.heldByThem ?? false,
    camera: details.camera ?? "off",
    members: details.members ?? [],
    transferredBy: null,
  };
  const answered = { ...live, direction, answeredAt: (connectedAt ?? endedAt) - 1_000 };
  switch (phase) {
    case "trying":
      return { ...live, phase, direction: "outbound" };
    case "ringing":
      return { ...live, phase, direction };
    case "connecting":
      return { ...answered, phase };
    case "connected":
    case "reconnecting":
      return { ...answered, phase, connectedAt: connectedAt ?? endedAt };
    case "ended": {
      const reason = details.reason ?? { code: "hung-up", by: "them" };
      return { ...common, phase, direction, reason, connectedAt, endedAt };
    }
  }
}
