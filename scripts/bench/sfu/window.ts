import os from "node:os";
import { direct, type Heard, type Load } from "./load.ts";
import type { SfuServer } from "./servers.ts";
import { packetBits, streamBitsPerSecond } from "./stream-source.ts";
import { cpuMs, machineBusyMs } from "./usage.ts";

const windowMs = 5_000;
const directWindowMs = 3_000;

/** What one server did in one stretch of time. */
export interface Window extends Pick<Heard, "latency"> {
  readonly cpuMs: number;
  /** Forwarded to all subscribers together, counted on those that listen. RTP header and payload. */
  readonly packets: number;
  readonly megabits: number;
  /** 0 to 1, of what the subscribers should have got. */
  readonly lost: number;
  readonly loopDelayMs: number | undefined;
  /** 0 to 1: what programs that are not of the bench used of all cores. */
  readonly foreignShare: number;
  /** 0 to 1: less than 1 when the load, or the server, could not keep up. */
  readonly wanted: number;
}

/** How long a packet takes with no server between the clients. */
export async function measureDirect(load: Load): Promise<Heard["latency"]> {
  return (await load.hear(direct, directWindowMs, () => Promise.resolve())).latency;
}

/** Publishes to this server alone for a while. */
export async function measureWindow(
  load: Load,
  { name, server, streams }: { name: string; server: SfuServer; streams: number },
): Promise<Window> {
  const use = () => ({
    atMs: performance.now(),
    busy: machineBusyMs(),
    server: cpuMs(server.pid),
    load: load.pids.reduce((sum, pid) => sum + cpuMs(pid), 0),
  });
  let before = use();
  const heard = await load.hear(name, windowMs, async () => {
    await server.watch();
    before = use();
  });
  const after = use();
  const tookMs = after.atMs - before.atMs;
  const serverMs = after.server - before.server;
  const packets = heard.received * (streams / heard.tracks);
  const foreignMs = after.busy - before.busy - serverMs - (after.load - before.load);
  return {
    cpuMs: serverMs,
    packets,
    megabits: (packets * packetBits) / 1e6,
    latency: heard.latency,
    lost: heard.lost / (heard.received + heard.lost),
    loopDelayMs: await server.loopDelayMs(),
    foreignShare: Math.max(0, foreignMs / (tookMs * os.availableParallelism())),
    wanted: (packets * packetBits) / ((streams * streamBitsPerSecond * tookMs) / 1_000),
  };
}
