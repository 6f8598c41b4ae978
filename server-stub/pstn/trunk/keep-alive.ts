import { Scope } from "../../../common/scope.ts";
import type { Log } from "../../log.ts";
import type { AgentPorts } from "../sip/agent-ports.ts";
import { newTag } from "../sip/responses.ts";
import type { Remote } from "../sip/transport.ts";

interface KeepAliveOptions {
  readonly ports: AgentPorts;
  readonly log: Log;
  readonly find: () => Promise<Remote | undefined>;
  /** The address that we ask, and our own. */
  readonly uri: string;
  readonly from: string;
  readonly everyMs: number;
}

/** Asks the server now and then whether it is there (OPTIONS), which also keeps NAT open. Any answer is a yes. */
export class KeepAlive {
  readonly #options: KeepAliveOptions;
  readonly #scope = new Scope();
  #reachable: boolean | undefined;
  #sequence = 0;

  constructor(options: KeepAliveOptions) {
    this.#options = options;
  }

  /** Undefined until the first question is answered or given up. */
  get isReachable(): boolean | undefined {
    return this.#reachable;
  }

  start(): void {
    void this.#ask();
  }

  close(): void {
    this.#scope.end();
  }

  async #ask(): Promise<void> {
    const { find, ports, uri, from } = this.#options;
    const remote = await find();
    if (this.#scope.ended) return;
    if (remote === undefined) return this.#learn(false);
    this.#sequence += 1;
    ports.layer.send(
      {
        kind: "request",
        method: "OPTIONS",
        uri,
        headers: [
          ["max-forwards", "70"],
          ["from", `${from};tag=${newTag()}`],
          ["to", `<${uri}>`],
          ["call-id", newTag()],
          ["cseq", `${this.#sequence} OPTIONS`],
          ports.contact(remote),
          ["accept", "application/sdp"],
        ],
        body: "",
      },
      remote,
      {
        onResponse: ({ response }) => {
          if (response.status >= 200) this.#learn(true);
        },
        onFailure: () => this.#learn(false),
      },
    );
  }

  #learn(reachable: boolean): void {
    if (this.#scope.ended) return;
    const { log, ports, everyMs } = this.#options;
    if (reachable !== this.#reachable) {
      if (reachable) log("info", "trunk reachable");
      else log("warn", "trunk unreachable");
    }
    this.#reachable = reachable;
    const forget = this.#scope.add(
      ports.clock.after(everyMs, () => {
        forget();
        void this.#ask();
      }),
    );
  }
}
