import { PhoneNumber } from "../../common/ids.ts";
import type { Capability } from "../../common/wire/token-server.ts";
import { AccessTokens } from "./access-tokens.ts";
import { AbsenceWatch } from "./calls/absence-watch.ts";
import { CallControl } from "./calls/call-control.ts";
import { CallEngine } from "./calls/call-engine.ts";
import { CallRegistry } from "./calls/call-registry.ts";
import { Calls } from "./calls/calls.ts";
import { Rejoining } from "./calls/rejoining.ts";
import { SessionArranger } from "./calls/session-arranger.ts";
import { Targets } from "./calls/targets.ts";
import { ChatLinks } from "./chat/chat-links.ts";
import { mailBounds, Mailboxes } from "./chat/mailboxes.ts";
import { ControlClient } from "./control-client.ts";
import { Draining } from "./draining.ts";
import { EventStreams } from "./event-streams.ts";
import { MediaAccesses } from "./media-accesses.ts";
import { People } from "./people.ts";
import { BasicCredentials } from "./phones/basic-credentials.ts";
import { InboundPhones } from "./phones/inbound-phones.ts";
import { PhoneLines } from "./phones/phone-lines.ts";
import { VoiceClient } from "./phones/voice-client.ts";
import { PlatformCleanup } from "./platform-cleanup.ts";
import { PresenceBoard } from "./presence.ts";
import { RateLimit } from "./rate-limit.ts";
import { Readiness } from "./readiness.ts";
import { Rooms } from "./rooms/rooms.ts";
import { Sessions } from "./sessions.ts";
import type { TokenServerOptions } from "./token-server-options.ts";

export interface Parts {
  readonly people: People;
  readonly sessions: Sessions;
  readonly streams: EventStreams;
  readonly presence: PresenceBoard;
  readonly registry: CallRegistry;
  readonly calls: Calls;
  readonly control: CallControl;
  readonly rejoining: Rejoining;
  readonly rooms: Rooms;
  readonly mailboxes: Mailboxes;
  readonly chatLinks: ChatLinks;
  readonly accesses: MediaAccesses;
  readonly absence: AbsenceWatch;
  /** Null where there are no phone calls. */
  readonly phones: {
    readonly lines: PhoneLines;
    readonly inbound: InboundPhones;
    readonly credentials: BasicCredentials;
  } | null;
  readonly cleanup: PlatformCleanup;
  readonly readiness: Readiness;
  readonly draining: Draining;
}

/** Builds the services of the token server and ties them together; no logic of its own. */
export function createParts(options: TokenServerOptions, publicUrl: () => string): Parts {
  const { clock, log, random } = options;
  const people = new People(options);
  const platform = new ControlClient(options.control);
  const cleanup = new PlatformCleanup({ control: platform, clock, log, random });
  const registry = new CallRegistry();
  const streams: EventStreams = new EventStreams({
    clock,
    onChange: (client, change) => {
      absence.streamChanged(client, change);
      presence.refresh(client.person.id);
    },
  });
  const presence: PresenceBoard = new PresenceBoard({
    people,
    isReachable: (id) => streams.isReachable(id),
    isInCall: (id) => registry.isInCall(id),
    onChange: (person) => streams.send("everybody", { type: "person.changed", person }),
  });
  const limit = (limit: number): RateLimit =>
    new RateLimit({ clock, windowMs: options.limits.windowMs, limit });
  const accesses: MediaAccesses = new MediaAccesses({
    control: platform,
    cleanup,
    clock,
    log,
    webhookUrl: () => `${publicUrl()}/webhooks/participants`,
    websocketUrl: options.deviceGatewayUrl,
    iceServers: options.iceServers,
    turn: options.turn,
    lifetimeMs: options.mediaAccessMs,
    limit: limit(options.limits.mediaAccesses),
    isLive: (client) => sessions.isLive(client),
    onLost: (call, owner) => {
      if (!chatLinks.lost(call, owner)) calls.lost(call, owner);
    },
  });
  const arranger: SessionArranger = new SessionArranger({
    control: platform,
    cleanup,
    log,
    find: (id) => registry.find(id),
    onEvent: (id, event) => engine.apply(id, event),
  });
  const lines =
    options.voice === undefined
      ? null
      : new PhoneLines({
          voice: new VoiceClient(options.voice, options.control.timeoutMs),
          sipxUri: options.voice.sipxUri,
          accountNumber: options.voice.numbers[0] ?? "",
          control: platform,
          cleanup,
          clock,
          log,
          webhookUrl: () => `${publicUrl()}/webhooks/voice`,
          ringMs: options.noAnswerMs,
          onEvent: (call, event) => engine.apply(call, event),
        });
  const draining = new Draining({ registry, clock });
  const engine: CallEngine = new CallEngine({
    registry,
    arranger,
    lines,
    streams,
    presence,
    accesses,
    clock,
    log,
    waitMs: { ring: options.noAnswerMs, rejoin: options.rejoinMs },
    onChange: (call) => {
      rooms.changed(call);
      draining.changed();
    },
  });
  const absence: AbsenceWatch = new AbsenceWatch({
    clock,
    graceMs: options.streamGraceMs,
    streams,
    registry,
    onEvent: (call, event) => engine.apply(call, event),
  });
  const accountNumber = PhoneNumber.safeParse(options.voice?.numbers[0]).data ?? null;
  const phoneCalls = limit(options.limits.phoneCalls);
  const targets = new Targets({ people, streams, registry, accountNumber, phoneCalls, draining });
  const phones =
    lines === null || options.voice === undefined
      ? null
      : {
          lines,
          inbound: new InboundPhones({ people, targets, engine, lines, clock, log }),
          credentials: new BasicCredentials(options.voice.webhookCredentials),
        };
  const calls = new Calls({ registry, engine, targets, accesses, clock });
  const control = new CallControl({ registry, engine, targets });
  const rooms: Rooms = new Rooms({
    registry,
    engine,
    control,
    streams,
    accesses,
    clock,
    emptyRoomMs: options.emptyRoomMs,
    newRooms: limit(options.limits.rooms),
    store: options.rooms,
  });
  rooms.restore();
  const rejoining = new Rejoining({ registry, engine, people, accesses, clock });
  const chatLinks: ChatLinks = new ChatLinks({ people, streams, accesses, control: platform, cleanup, log });
  const mailboxes = new Mailboxes({
    store: options.mail,
    clock,
    bounds: mailBounds,
    posting: limit(options.limits.mail),
    onMail: (client) => streams.send({ client }, { type: "chat.mail" }),
    onClients: (of) => streams.send("everybody", { type: "chat.clients", of }),
  });
  const sessions: Sessions = new Sessions({
    people,
    clock,
    store: options.store,
    capabilities: capabilitiesOf(options),
    accessTokens: new AccessTokens({ clock, lifetimeSeconds: options.accessTokenSeconds }),
    limits: { ...signInLimits(options), perPerson: limit(options.limits.signIns) },
    onEnded: (client, reason) => {
      calls.leave(client.key);
      chatLinks.leave(client.key);
      streams.close(client.key, reason === "signed-out" ? undefined : { type: "signed-out", reason });
      accesses.releaseUnused(client.key);
    },
  });
  const readiness = new Readiness({ control: platform, clock });
  const forCalls = { registry, calls, control, rejoining, rooms, mailboxes, chatLinks, accesses, absence };
  return { people, sessions, streams, presence, ...forCalls, phones, cleanup, readiness, draining };
}

/** What the platform can do both here and in the cloud, and phones where there is a Voice API. */
function capabilitiesOf({ voice }: TokenServerOptions): readonly Capability[] {
  const always = [
    "call-people",
    "hold",
    "transfer",
    "add-to-call",
    "rooms",
    "video",
    "screen-share",
    "chat",
  ] as const;
  return voice === undefined ? always : [...always, "call-phones"];
}

function signInLimits({ clock, signInLimits: limits }: TokenServerOptions): {
  perUser: RateLimit;
  perAddress: RateLimit;
} {
  const { windowMs } = limits;
  return {
    perUser: new RateLimit({ clock, windowMs, limit: limits.perUser }),
    perAddress: new RateLimit({ clock, windowMs, limit: limits.perAddress }),
  };
}
