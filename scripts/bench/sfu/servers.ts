import { AskedChild, cores } from "./children.ts";

export interface SubscribeOffer {
  readonly sdp: string;
  answer(sdp: string): Promise<void>;
}

/** A forwarding unit under load. */
export interface SfuServer {
  readonly pid: number;
  /** Answers a publisher's offer, which announces one stream. */
  publish(sdp: string, msid: string): Promise<string>;
  /** An offer of all streams that are published. */
  subscribe(): Promise<SubscribeOffer>;
  /** Begins a measurement of the event loop, for a server that has one. */
  watch(): Promise<void>;
  /** The loop's delay since then, at the 99th percentile. */
  loopDelayMs(): Promise<number | undefined>;
  stop(): Promise<void>;
}

/** Our media engine in a process of its own. */
export async function startOwnServer(): Promise<SfuServer> {
  const child = await AskedChild.start(cores.server, "own-server-process.ts");
  // It answers when it has loaded everything.
  await child.ask("watch");
  return {
    pid: child.pid,
    publish: (sdp, msid) => child.ask<string>("publish", { sdp, msid }),
    async subscribe() {
      const { subscriber, sdp } = await child.ask<{ subscriber: number; sdp: string }>("subscribe");
      // libdatachannel would take the active DTLS role where it may, and ours wants it (R48).
      const passive = sdp.replaceAll("a=setup:actpass", "a=setup:active");
      return { sdp: passive, answer: (answer) => child.ask("answer", { subscriber, sdp: answer }) };
    },
    watch: () => child.ask("watch"),
    loopDelayMs: () => child.ask<number>("loopDelayMs"),
    stop: () => child.stop(),
  };
}
