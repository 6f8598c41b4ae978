/* waiting ── packets rise ─▶ flowing ── 3 s without, or ICE lost ─▶ interrupted ── packets rise ─▶ flowing */
import type { Clock } from "../../common/clock.ts";
import type { Dispose } from "../../common/scope.ts";

export const watchPeriodMs = 500;
/** Muted remotes still send silence, so that this long without a packet means a lost path. */
export const silenceLimitMs = 3_000;

interface MediaWatchOptions {
  readonly pc: Pick<RTCPeerConnection, "getStats" | "connectionState">;
  readonly clock: Clock;
  readonly onFlowing: () => void;
  readonly onInterrupted: () => void;
}

/** Tells whether remote audio arrives, by the packet counters of the subscribing peer connection. */
export function watchMedia({ pc, clock, onFlowing, onInterrupted }: MediaWatchOptions): Dispose {
  let state: "waiting" | "flowing" | "interrupted" = "waiting";
  let lastCount = 0;
  let lastRiseAt = clock.now();
  let stopped = false;
  let stopTimer: Dispose = () => {};

  function judge(count: number): void {
    const rose = count > lastCount;
    lastCount = count;
    if (rose) lastRiseAt = clock.now();
    if (rose && state !== "flowing") {
      state = "flowing";
      onFlowing();
    } else if (!rose && state === "flowing" && (pathLost(pc) || clock.now() - lastRiseAt >= silenceLimitMs)) {
      state = "interrupted";
      onInterrupted();
    }
  }
  async function poll(): Promise<void> {
    const count = await audioPacketsReceived(pc);
    if (stopped) return;
    judge(count);
    if (!isStopped()) plan();
  }
  /** A callback of `judge` may have stopped us. */
  const isStopped = () => stopped;
  const plan = () => (stopTimer = clock.after(watchPeriodMs, () => void poll()));

  plan();
  return () => {
    stopped = true;
    stopTimer();
  };
}

const pathLost = (pc: Pick<RTCPeerConnection, "connectionState">): boolean =>
  pc.connectionState === "disconnected" || pc.connectionState === "failed";

async function audioPacketsReceived(pc: Pick<RTCPeerConnection, "getStats">): Promise<number> {
  let sum = 0;
  for (const entry of (await pc.getStats()).values()) sum += packetsOf(entry);
  return sum;
}

/** Entries are untyped in the DOM library; RTCInboundRtpStreamStats is webrtc-stats §8.4. */
function packetsOf(entry: unknown): number {
  if (typeof entry !== "object" || entry === null) return 0;
  const { type, kind, packetsReceived } = entry as Partial<RTCInboundRtpStreamStats>;
  return type === "inbound-rtp" && kind === "audio" ? (packetsReceived ?? 0) : 0;
}
