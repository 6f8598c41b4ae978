import { AskedChild, cores } from "./children.ts";
import type { SfuServer } from "./servers.ts";

export const publishers = 4;
/** The target that is no server. */
export const direct = "direct";
/** Every so many subscribers one's streams are counted and timed; the others' arrive and are thrown away. */
const listeningEvery = 5;
export interface Heard {
  readonly tracks: number;
  readonly received: number;
  readonly lost: number;
  readonly latency: { readonly p50: number; readonly p99: number };
}

const settleMs = 1_500;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The synthetic clients: one process publishes, another one subscribes. */
export class Load {
  readonly #subscribers = new Map<string, number>();

  private constructor(
    private readonly publishing: AskedChild,
    private readonly subscribing: AskedChild,
  ) {}

  static async start(): Promise<Load> {
    const entry = "load-process.ts";
    return new Load(await AskedChild.start(cores.load, entry), await AskedChild.start(cores.load, entry));
  }

  get pids(): readonly number[] {
    return [this.publishing.pid, this.subscribing.pid];
  }

  /** Joins each publisher to a subscriber of its own, with no server between them. */
  async connectDirectly(): Promise<void> {
    for (let count = 0; count < publishers; count++) {
      await this.#publish(direct, (sdp) =>
        this.subscribing.ask<string>("answer", { target: direct, sdp, listen: true }),
      );
    }
    await this.#connected(direct);
  }

  async publishTo(target: string, server: SfuServer): Promise<void> {
    for (let count = 0; count < publishers; count++) {
      await this.#publish(target, (sdp, msid) => server.publish(sdp, msid));
    }
    await this.publishing.ask("connected", { target });
  }

  /** Adds subscribers until there are `wanted`. */
  async subscribeTo(target: string, server: SfuServer, wanted: number): Promise<void> {
    for (let count = this.#subscribers.get(target) ?? 0; count < wanted; count++) {
      const offer = await server.subscribe();
      const listen = count % listeningEvery === 2;
      await offer.answer(await this.subscribing.ask<string>("answer", { target, sdp: offer.sdp, listen }));
      this.#subscribers.set(target, count + 1);
    }
    await this.#connected(target);
  }

  /** Publishes to this target alone for a while, and listens once it flows. `began` is called in between. */
  async hear(target: string, ms: number, began: () => Promise<void>): Promise<Heard> {
    await this.publishing.ask("send", { target });
    await pause(settleMs);
    await this.subscribing.ask("listen", { target });
    await began();
    await pause(ms);
    const heard = await this.#heard(target);
    await this.publishing.ask("send");
    return heard;
  }

  async #heard(target: string): Promise<Heard> {
    const { latenciesMs, ...counts } = await this.subscribing.ask<
      Omit<Heard, "latency"> & { latenciesMs: number[] }
    >("heard", { target });
    const inOrder = latenciesMs.sort((one, other) => one - other);
    const percentile = (share: number): number => inOrder[Math.floor(share * inOrder.length)] ?? NaN;
    return { ...counts, latency: { p50: percentile(0.5), p99: percentile(0.99) } };
  }

  async stop(): Promise<void> {
    await Promise.all([this.publishing.stop(), this.subscribing.stop()]);
  }

  async #publish(target: string, answered: (sdp: string, msid: string) => Promise<string>): Promise<void> {
    const msid = `stream-${Math.random().toString(36).slice(2)}`;
    const { peer, sdp } = await this.publishing.ask<{ peer: number; sdp: string }>("offer", { target, msid });
    await this.publishing.ask("accept", { peer, sdp: await answered(sdp, msid) });
  }

  async #connected(target: string): Promise<void> {
    await Promise.all([
      this.publishing.ask("connected", { target }),
      this.subscribing.ask("connected", { target }),
    ]);
  }
}
