import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import type { Clock } from "../../../common/clock.ts";
import type { Remote } from "../sip/transport.ts";
import type { TrunkOptions } from "./trunk-options.ts";

/** How long a looked-up address is used. */
const addressLifeMs = 60_000;

export type LookUp = (host: string) => Promise<readonly string[]>;

/** The machine's resolver: A and AAAA records and the hosts file. */
export const systemLookUp: LookUp = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address);

/** Where the trunk's server is: its name is looked up now and then, as it may move. */
export class TrunkServer {
  readonly host: string;
  readonly #port: number;
  readonly #protocol: Remote["protocol"];
  readonly #clock: Clock;
  readonly #lookUp: LookUp;
  #addresses: readonly string[] = [];
  #until = 0;

  constructor(options: Pick<TrunkOptions, "server" | "transport">, clock: Clock, lookUp: LookUp) {
    const [, host = "", port] = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(options.server) ?? [];
    this.host = host;
    this.#port = Number(port ?? 5_060);
    this.#protocol = options.transport;
    this.#clock = clock;
    this.#lookUp = lookUp;
    const literal = host.replace(/^\[|\]$/g, "");
    if (isIP(literal) !== 0) {
      this.#addresses = [literal];
      this.#until = Infinity;
    }
  }

  /** As last looked up. */
  isAt(address: string): boolean {
    return this.#addresses.includes(address);
  }

  /** Undefined when the name cannot be resolved and never could. */
  async find(): Promise<Remote | undefined> {
    if (this.#clock.now() >= this.#until) await this.#refresh();
    const [address] = this.#addresses;
    return address === undefined ? undefined : { protocol: this.#protocol, address, port: this.#port };
  }

  async #refresh(): Promise<void> {
    try {
      this.#addresses = await this.#lookUp(this.host);
      this.#until = this.#clock.now() + addressLifeMs;
    } catch {
      // No name service right now: the last known address is the best guess. Asked again at the next use.
    }
  }
}
