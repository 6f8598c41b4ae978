import { AbsenceWatch } from "./absence-watch.ts";
import { AccessTokens } from "./access-tokens.ts";
import { CallRegistry } from "./call-registry.ts";
import { Calls } from "./calls.ts";
import { ControlClient } from "./control-client.ts";
import { EventStreams } from "./event-streams.ts";
import { MediaAccesses } from "./media-accesses.ts";
import { People } from "./people.ts";
import { PlatformCleanup } from "./platform-cleanup.ts";
import { PresenceBoard } from "./presence.ts";
import { RateLimit } from "./rate-limit.ts";
import { Readiness } from "./readiness.ts";
import { Sessions } from "./sessions.ts";
import type { TokenServerOptions } from "./token-server-options.ts";

export interface Parts {
  readonly sessions: Sessions;
  readonly streams: EventStreams;
  readonly presence: PresenceBoard;
  readonly registry: CallRegistry;
  readonly calls: Calls;
  readonly accesses: MediaAccesses;
  readonly absence: AbsenceWatch;
  readonly cleanup: PlatformCleanup;
  readonly readiness: Readiness;
}

/** Builds the services of the token server and ties them together; no logic of its own. */
export function createParts(options: TokenServerOptions, webhookUrl: () => string): Parts {
  const { clock, log, random, noAnswerMs } = options;
  const people = new People(options);
  const control = new ControlClient(options.control);
  const cleanup = new PlatformCleanup({ control, clock, log, random });
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
  const absence: AbsenceWatch = new AbsenceWatch({
    clock,
    graceMs: options.streamGraceMs,
    streams,
    registry,
    onLeft: (call, side) => calls.report(call, { type: "left", side }),
  });
  const accesses: MediaAccesses = new MediaAccesses({
    control,
    cleanup,
    clock,
    log,
    webhookUrl,
    websocketUrl: options.deviceGatewayUrl,
    iceServers: options.iceServers,
    lifetimeMs: options.mediaAccessMs,
    isLive: (client) => sessions.isLive(client),
    onLost: (call) => calls.report(call, { type: "lost" }),
  });
  const calls = new Calls({
    registry,
    people,
    streams,
    presence,
    accesses,
    control,
    cleanup,
    clock,
    log,
    noAnswerMs,
  });
  const sessions: Sessions = new Sessions({
    people,
    clock,
    store: options.store,
    accessTokens: new AccessTokens({ clock, lifetimeSeconds: options.accessTokenSeconds }),
    limits: signInLimits(options),
    onEnded: (client, reason) => {
      calls.leave(client.key);
      streams.close(client.key, reason === "signed-out" ? undefined : { type: "signed-out", reason });
      accesses.releaseUnused(client.key);
    },
  });
  const readiness = new Readiness({ control, clock });
  return { sessions, streams, presence, registry, calls, accesses, absence, cleanup, readiness };
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
