import type { Clock } from "../../../common/clock.ts";
import { Scope } from "../../../common/scope.ts";
import type { Log } from "../../log.ts";
import { parseAddress } from "../sip/address.ts";
import type { AgentPorts } from "../sip/agent-ports.ts";
import { header, headerList, type SipRequest, type SipResponse } from "../sip/message.ts";
import { newTag } from "../sip/responses.ts";
import type { Remote } from "../sip/transport.ts";

interface RegistrationOptions {
  readonly ports: AgentPorts;
  readonly clock: Clock;
  readonly log: Log;
  readonly find: () => Promise<Remote | undefined>;
  readonly domain: string;
  readonly username: string;
}

const wantedSeconds = 300;
/** RFC 5626 section 4.5 in spirit: doubling, bounded. */
const firstRetryMs = 5_000;
const longestRetryMs = 300_000;
/** How long closing waits for the registrar. */
const farewellMs = 2_000;

/** Keeps us registered (RFC 3261 section 10.2): refreshes before it runs out, tries again later when refused. */
export class Registration {
  readonly #options: RegistrationOptions;
  readonly #scope = new Scope();
  readonly #callId = newTag();
  readonly #tag = newTag();
  #sequence = 0;
  #expires = wantedSeconds;
  #failures = 0;
  #registered = false;

  constructor(options: RegistrationOptions) {
    this.#options = options;
  }

  get isRegistered(): boolean {
    return this.#registered;
  }

  start(): void {
    void this.#register(this.#expires, 0).then((response) => this.#next(response));
  }

  /** Takes the registration back, if the registrar answers soon. */
  async close(): Promise<void> {
    this.#scope.end();
    if (!this.#registered) return;
    this.#registered = false;
    await new Promise<void>((resolve) => {
      const stop = this.#options.clock.after(farewellMs, resolve);
      void this.#register(0, 0).then(() => {
        stop();
        resolve();
      });
    });
  }

  /** The final response; undefined when there was none. */
  async #register(expires: number, attempt: number): Promise<SipResponse | undefined> {
    const { find, ports } = this.#options;
    const remote = await find();
    if (remote === undefined) return undefined;
    const request = ports.digest.sign(this.#request(expires, remote));
    const response = await new Promise<SipResponse | undefined>((resolve) => {
      ports.layer.send(request, remote, {
        onResponse: (incoming) => {
          if (incoming.response.status >= 200) resolve(incoming.response);
        },
        onFailure: () => resolve(undefined),
      });
    });
    const again = response !== undefined && attempt < 2 && ports.digest.learn(response, request);
    return again ? this.#register(expires, attempt + 1) : response;
  }

  #next(response: SipResponse | undefined): void {
    if (this.#scope.ended) return;
    const accepted = response !== undefined && response.status < 300;
    if (accepted !== this.#registered) this.#report(accepted, response);
    this.#registered = accepted;
    if (response !== undefined && accepted) {
      this.#failures = 0;
      // With a margin for a lost packet and its retransmissions.
      return this.#later(
        Math.max(1, Math.min(grantedSeconds(response, this.#expires) - 40, 0.8 * this.#expires)) * 1_000,
      );
    }
    const shortest = Number(response && header(response, "min-expires"));
    if (response?.status === 423 && shortest > this.#expires && shortest <= 86_400) {
      this.#expires = shortest;
      return this.#later(0);
    }
    this.#later(Math.min(longestRetryMs, firstRetryMs * 2 ** this.#failures));
    this.#failures = Math.min(this.#failures + 1, 10);
  }

  #report(accepted: boolean, response: SipResponse | undefined): void {
    if (accepted) this.#options.log("info", "trunk registered");
    else this.#options.log("warn", "trunk registration lost", { status: response?.status ?? "none" });
  }

  #later(ms: number): void {
    const forget = this.#scope.add(
      this.#options.clock.after(ms, () => {
        forget();
        this.start();
      }),
    );
  }

  #request(expires: number, remote: Remote): SipRequest {
    const { domain, username, ports } = this.#options;
    this.#sequence += 1;
    const own = `<sip:${username}@${domain}>`;
    return {
      kind: "request",
      method: "REGISTER",
      uri: `sip:${domain}`,
      headers: [
        ["max-forwards", "70"],
        ["from", `${own};tag=${this.#tag}`],
        ["to", own],
        ["call-id", this.#callId],
        ["cseq", `${this.#sequence} REGISTER`],
        ports.contact(remote),
        ["expires", String(expires)],
      ],
      body: "",
    };
  }
}

/** What the registrar has granted: in the Contact, or for all (section 10.3 step 8). */
function grantedSeconds(response: SipResponse, wanted: number): number {
  const ours = headerList(response, "contact")
    .map((value) => parseAddress(value)?.params.get("expires"))
    .find((value) => value !== undefined);
  const granted = Number(ours ?? header(response, "expires") ?? wanted);
  return Number.isFinite(granted) && granted > 0 ? granted : wanted;
}
