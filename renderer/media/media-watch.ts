/* waiting ── packets rise ─▶ flowing ── 3 s without, or ICE lost ─▶ interrupted ── packets rise ─▶ flowing */
import type { Clock } from "../../common/clock.ts";
import type { Dispose } from "../../common/scope.ts";
import { every } from "./every.ts";
import { statsEntries } from "./stats.ts";

export const watchPeriodMs = 500;
/** Muted remotes still send silence, so that this long without a packet means a lost path. */
export const silenceLimitMs = 3_000;

interface MediaWatchOptions {
  readonly pc: Pick<RTCPeerConnection, "getStats" | "connectionState">;
  readonly clock: Clock;
  /** False while silence is right: on hold, or when nobody is there to be heard. */
  readonly expected: () => boolean;
  readonly onFlowing: () => void;
  readonly onInterrupted: () => void;
}

/** Tells whether remote audio arrives, by the packet counters of the subscribing peer connection. */
export function watchMedia({ pc, clock, expected, onFlowing, onInterrupted }: MediaWatchOptions): Dispose {
  let state: "waiting" | "flowing" | "interrupted" = "waiting";
  let lastCount = 0;
  let lastRiseAt = clock.now();
  let stopped = false;

  function judge(count: number): void {
    const rose = count > lastCount;
    lastCount = count;
    if (rose || !expected()) lastRiseAt = clock.now();
    if (rose && state !== "flowing") {
      state = "flowing";
      onFlowing();
    } else if (!rose && state === "flowing" && (pathLost(pc) || clock.now() - lastRiseAt >= silenceLimitMs)) {
      state = "interrupted";
      onInterrupted();
    }
  }

  const stop = every(clock, watchPeriodMs, async () => {
    const count = await audioPacketsReceived(pc);
    if (!stopped) judge(count);
  });
  return () => {
    stopped = true;
    stop();
  };
}

const pathLost = (pc: Pick<RTCPeerConnection, "connectionState">): boolean =>
  pc.connectionState === "disconnected" || pc.connectionState === "failed";

async function audioPacketsReceived(pc: Pick<RTCPeerConnection, "getStats">): Promise<number> {
  const inbound = statsEntries(await pc.getStats()).filter(
    ({ type, kind }) => type === "inbound-rtp" && kind === "audio",
  );
  return inbound.reduce((sum, { packetsReceived = 0 }) => sum + packetsReceived, 0);
}
