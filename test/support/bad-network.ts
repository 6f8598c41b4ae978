import type { Conditions } from "./impaired-path.ts";
import { ImpairmentRelay } from "./impairment-relay.ts";

/** A client's bad way to the media engine: a relay before each port that the engine's descriptions name. */
export class BadNetwork {
  readonly #relays = new Map<number, Promise<ImpairmentRelay>>();
  #toClient: Conditions = {};
  #fromClient: Conditions = {};

  /** The description with our ports in place of the engine's, and without ways around us. */
  async through(sdp: string): Promise<string> {
    let rewritten = "";
    for (const line of sdp.split(/(?<=\r\n)/)) {
      const candidate = /^(a=candidate:\S+ \d+ udp \d+ (\S+)) (\d+) (.*)$/s.exec(line);
      if (candidate === null) {
        if (!line.startsWith("a=candidate:")) rewritten += line;
        continue;
      }
      const [, before = "", address = "", port = "", after = ""] = candidate;
      const relay = await this.#relayTo(address, Number(port));
      rewritten += `${before} ${relay.port} ${after}`;
    }
    return rewritten;
  }

  /** From now on, in both directions. */
  async become(toClient: Conditions, fromClient: Conditions = toClient): Promise<void> {
    this.#toClient = toClient;
    this.#fromClient = fromClient;
    for (const relay of this.#relays.values()) this.#impair(await relay);
  }

  /** Datagrams that were lost by chance or for want of room, to and from the client. */
  async lost(): Promise<number> {
    let sum = 0;
    for (const one of this.#relays.values()) {
      const { toClients, toTarget } = await one;
      for (const { counts } of [toClients, toTarget]) sum += counts.lost + counts.overflowed;
    }
    return sum;
  }

  async close(): Promise<void> {
    for (const relay of this.#relays.values()) await (await relay).close();
  }

  #relayTo(address: string, port: number): Promise<ImpairmentRelay> {
    const known = this.#relays.get(port);
    if (known !== undefined) return known;
    const opened = ImpairmentRelay.open({ address, port }, this.#relays.size + 1);
    this.#relays.set(port, opened);
    return opened.then((relay) => {
      this.#impair(relay);
      return relay;
    });
  }

  #impair(relay: ImpairmentRelay): void {
    relay.toClients.conditions = this.#toClient;
    relay.toTarget.conditions = this.#fromClient;
  }
}
