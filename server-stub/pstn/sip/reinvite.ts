import { err, ok, type Result } from "../../../common/result.ts";
import { Scope } from "../../../common/scope.ts";
import { allowHeader, sdpType, type AgentPorts } from "./agent-ports.ts";
import type { Dialog } from "./dialog.ts";
import type { IncomingResponse } from "./transaction-layer.ts";

/** A status of the far end's, or what stopped us before there was one. */
export type ReinviteFailure = number | "pending" | "ended";

interface ReinviteOptions {
  readonly ports: AgentPorts;
  readonly dialog: Dialog;
  /** We chose the Call-ID: decides who waits longer after glare. */
  readonly ownsCallId: boolean;
  readonly makeOffer: () => string;
}

/** Glare: how often to try again before giving up. */
const maxAttempts = 4;

/** One offer of ours inside a dialog, with its ACK, credentials if they are asked for, and glare (RFC 3261 section 14.1). */
export class Reinvite {
  readonly #options: ReinviteOptions;
  readonly #scope = new Scope();
  #waiting = false;
  #attempts = 0;
  #acknowledge: (() => void) | undefined;
  #settle: (result: Result<string, ReinviteFailure>) => void = () => {};

  constructor(options: ReinviteOptions) {
    this.#options = options;
  }

  /** Whether an INVITE of ours is unanswered: not so while it waits to be tried again. */
  get isWaiting(): boolean {
    return this.#waiting;
  }

  run(): Promise<Result<string, ReinviteFailure>> {
    return new Promise((resolve) => {
      this.#settle = resolve;
      this.#send();
    });
  }

  /** The call is over. */
  abandon(): void {
    this.#scope.end();
    this.#settle(err("ended"));
  }

  #send(): void {
    const { ports, dialog, makeOffer } = this.#options;
    const { layer, digest } = ports;
    const remote = dialog.nextHop(ports.isConnected);
    this.#attempts += 1;
    this.#waiting = true;
    const headers = [ports.contact(remote), allowHeader, sdpType];
    const request = digest.sign(dialog.request("INVITE", { headers, body: makeOffer() }));
    layer.send(request, remote, {
      onResponse: (incoming) => {
        const { status } = incoming.response;
        if (status < 200) return;
        this.#waiting = false;
        if (status < 300) return this.#accepted(incoming);
        if (this.#attempts < maxAttempts && digest.learn(incoming.response, request)) this.#send();
        else if (status === 491 && this.#attempts < maxAttempts) this.#tryLater();
        else this.#settle(err(status));
      },
      onFailure: () => {
        this.#waiting = false;
        this.#settle(err(408));
      },
    });
  }

  /** Also for each repetition of the 2xx, whose ACK was lost. */
  #accepted({ response, envelope }: IncomingResponse): void {
    const { ports, dialog } = this.#options;
    if (this.#acknowledge === undefined) {
      dialog.refreshTarget(response);
      const ack = dialog.ack(envelope.cseq.number);
      this.#acknowledge = () => ports.layer.sendOnce(ack, dialog.nextHop(ports.isConnected));
    }
    this.#acknowledge();
    this.#settle(ok(response.body));
  }

  /** Who chose the Call-ID waits 2.1 to 4 s, the other 0 to 2 s, in units of 10 ms: they do not meet again. */
  #tryLater(): void {
    const { ownsCallId, ports } = this.#options;
    const units = ownsCallId ? 210 + Math.floor(Math.random() * 191) : Math.floor(Math.random() * 201);
    this.#scope.add(ports.clock.after(units * 10, () => this.#send()));
  }
}
