/*
 * connected ── disconnected 2 s ─┐
 * any       ── failed ───────────┴▶ restart, again every 5 s ── connected ─▶ connected
 *                                     └── after the sixth try ─▶ given up
 */
import type { Clock } from "../../common/clock.ts";
import { Scope, type Dispose } from "../../common/scope.ts";
import { listen } from "./listen.ts";

/** `disconnected` may resolve by itself (webrtc-pc, RTCIceTransportState), and a restart costs a gap: wait first. */
export const iceGraceMs = 2_000;
/** The pace of the official client (bandwidth.md 4.8), but bounded (G6). */
export const iceRetryMs = 5_000;
export const iceTries = 6;

interface IceRecoveryOptions {
  readonly pc: Pick<RTCPeerConnection, "connectionState" | "addEventListener" | "removeEventListener">;
  readonly clock: Clock;
  /** Negotiates new ICE credentials. Never runs twice at once; settles in any case. */
  readonly restart: () => Promise<unknown>;
  readonly onGaveUp: () => void;
}

/** Restarts ICE while a peer connection that we offer on has lost its path. */
export function recoverIce({ pc, clock, restart, onGaveUp }: IceRecoveryOptions): Dispose {
  let stopTimer: Dispose | null = null;
  let tries = 0;
  let restarting = false;

  const wait = (ms: number) => {
    stopTimer?.();
    stopTimer = clock.after(ms, attempt);
  };
  const rest = () => {
    stopTimer?.();
    stopTimer = null;
    tries = 0;
  };
  function attempt(): void {
    if (tries === iceTries) {
      rest();
      onGaveUp();
      return;
    }
    tries += 1;
    wait(iceRetryMs);
    if (restarting) return;
    restarting = true;
    void restart().finally(() => (restarting = false));
  }
  function onChange(): void {
    if (pc.connectionState === "connected" || pc.connectionState === "closed") rest();
    else if (pc.connectionState === "disconnected" && stopTimer === null) wait(iceGraceMs);
    else if (pc.connectionState === "failed" && tries === 0) attempt();
  }

  const scope = new Scope();
  scope.add(rest);
  scope.add(listen(pc, "connectionstatechange", onChange));
  return () => scope.end();
}
