import type { FakeClock } from "./fake-clock.ts";
import { Listeners } from "../../server-stub/pstn/listeners.ts";
import { DigestClient } from "../../server-stub/pstn/sip/digest-client.ts";
import type { IncomingInvite } from "../../server-stub/pstn/sip/incoming-invite.ts";
import type { SipMessage, SipResponse } from "../../server-stub/pstn/sip/message.ts";
import { parseMessage } from "../../server-stub/pstn/sip/parse-message.ts";
import type { IncomingRequest } from "../../server-stub/pstn/sip/transaction-layer.ts";
import type { Remote, SipTransport } from "../../server-stub/pstn/sip/transport.ts";
import { UserAgent } from "../../server-stub/pstn/sip/user-agent.ts";

const latencyMs = 10;

/** A network of user agents in memory, on the test's clock. */
export class SipLink {
  readonly #clock: FakeClock;
  readonly #ends = new Map<string, Listeners<[Buffer, Remote]>>();
  /** All that went over it: `alice > INVITE`, `bob > 180`. */
  readonly trace: string[] = [];
  /** Whether TCP gets through. */
  tcp = true;
  /** Whether a message is lost; called for each, with its line of the trace. */
  loses: (line: string, message: SipMessage) => boolean = () => false;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  agent(
    name: string,
    options: {
      onInvite?: (invite: IncomingInvite) => void;
      admit?: (it: IncomingRequest) => SipResponse | undefined;
    } = {},
  ): UserAgent {
    const address = addressOf(name);
    const listeners = new Listeners<[Buffer, Remote]>();
    this.#ends.set(address, listeners);
    const transport: SipTransport = {
      address,
      port: 5_060,
      onMessage: (listener) => listeners.add(listener),
      send: (data, to, onFailure) => {
        if (to.protocol === "udp" || this.tcp) this.#carry(name, data, to);
        else this.#clock.after(latencyMs, onFailure);
      },
      isConnected: () => false,
      close: () => Promise.resolve(),
    };
    const agent = new UserAgent({
      clock: this.#clock,
      log: () => {},
      transport,
      digest: new DigestClient(undefined),
      contactUser: name,
      admit: options.admit ?? (() => undefined),
      onInvite: options.onInvite ?? (() => {}),
    });
    agent.listen();
    return agent;
  }

  remote(name: string): Remote {
    return { protocol: "udp", address: addressOf(name), port: 5_060 };
  }

  #carry(name: string, data: Buffer, to: Remote): void {
    const parsed = parseMessage(data);
    if (!parsed.ok) throw new Error(`unreadable: ${parsed.error}`);
    const message = parsed.value;
    const what = message.kind === "request" ? message.method : message.status;
    const line = `${name} > ${what}${to.protocol === "tcp" ? " (tcp)" : ""}`;
    const lost = this.loses(line, message);
    this.trace.push(lost ? `${line} (lost)` : line);
    if (lost) return;
    const from: Remote = { protocol: to.protocol, address: addressOf(name), port: 5_060 };
    this.#clock.after(latencyMs, () => this.#ends.get(to.address)?.tell(data, from));
  }
}

const names = ["alice", "bob", "carol"];
const addressOf = (name: string): string => `192.0.2.${names.indexOf(name) + 1}`;
