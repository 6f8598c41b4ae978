import type { Clock } from "../../../common/clock.ts";
import type { Log } from "../../log.ts";
import { Listeners } from "../listeners.ts";
import { ackOf, cancelOf } from "./derived-requests.ts";
import { readEnvelope, type Envelope } from "./envelope.ts";
import { InviteClientTransaction } from "./invite-client-transaction.ts";
import { InviteServerTransaction } from "./invite-server-transaction.ts";
import { serializeMessage, withTopHeader, type SipRequest, type SipResponse } from "./message.ts";
import { clientKey, newBranch, serverKey, stampTop, wayBack } from "./matching.ts";
import { parseMessage } from "./parse-message.ts";
import { RequestClientTransaction } from "./request-client-transaction.ts";
import { RequestServerTransaction } from "./request-server-transaction.ts";
import { buildResponse } from "./responses.ts";
import { hostOf, type Remote, type SipTransport } from "./transport.ts";

/** A request that has arrived, once. */
export interface IncomingRequest {
  readonly request: SipRequest;
  readonly envelope: Envelope;
  readonly source: Remote;
  /** False when a final response has gone out before. */
  respond(response: SipResponse): boolean;
  /** INVITE: nobody acknowledged our refusal. */
  onUnacknowledged?: () => void;
}

export interface IncomingResponse {
  readonly response: SipResponse;
  readonly envelope: Envelope;
  readonly source: Remote;
}

export interface ResponseHandlers {
  readonly onResponse: (incoming: IncomingResponse) => void;
  /** No final response will come: nobody answered in time, or the message could not be sent. */
  readonly onFailure: (reason: "timeout" | "transport") => void;
}

/** A request of ours that is under way. */
export interface SentRequest {
  /** As last sent, with its Via. */
  readonly request: SipRequest;
  readonly remote: Remote;
}

export interface TransactionUser {
  onRequest(incoming: IncomingRequest): void;
  /** The ACK of a 2xx. */
  onAck(request: SipRequest, envelope: Envelope): void;
  /** A CANCEL whose INVITE is still open here. */
  onCancel(invite: IncomingRequest): void;
}

/** Larger requests go by TCP: a datagram near the path's MTU may be lost for ever (RFC 3261 section 18.1.1). */
const largestDatagram = 1_300;
/** How many requests of strangers are remembered at once. */
const maxServerTransactions = 10_000;

type ClientTransaction = InviteClientTransaction | RequestClientTransaction;
interface ClientEntry {
  readonly transaction: ClientTransaction;
  readonly deliver: (incoming: IncomingResponse) => void;
}
interface ServerEntry {
  readonly transaction: InviteServerTransaction | RequestServerTransaction;
  readonly incoming: IncomingRequest;
}

/** Matches messages with transactions (RFC 3261 sections 17.1.3 and 17.2.3) and gives the rest to the user above. */
export class TransactionLayer {
  readonly #clock: Clock;
  readonly #transport: SipTransport;
  readonly #log: Log;
  readonly #user: TransactionUser;
  readonly #clients = new Map<string, ClientEntry>();
  readonly #servers = new Map<string, ServerEntry>();
  /** Requests of ours without a final response. */
  readonly #unanswered = new Set<ClientEntry>();
  readonly #allAnswered = new Listeners<[]>();

  constructor(ports: { clock: Clock; transport: SipTransport; log: Log; user: TransactionUser }) {
    this.#clock = ports.clock;
    this.#transport = ports.transport;
    this.#log = ports.log;
    this.#user = ports.user;
  }

  get size(): number {
    return this.#clients.size + this.#servers.size;
  }

  /** Sends a request without its Via. A large one goes by TCP first, and by UDP when there is no TCP. */
  send(request: SipRequest, remote: Remote, handlers: ResponseHandlers): SentRequest {
    const large = remote.protocol === "udp" && serializeMessage(request).length > largestDatagram;
    if (!large) return this.#start(request, remote, handlers);
    const sent: { request: SipRequest; remote: Remote } = {
      ...this.#start(
        request,
        { ...remote, protocol: "tcp" },
        {
          onResponse: handlers.onResponse,
          onFailure: (reason) => {
            if (reason === "transport") Object.assign(sent, this.#start(request, remote, handlers));
            else handlers.onFailure(reason);
          },
        },
      ),
    };
    return sent;
  }

  /** Sends without waiting for anything: the ACK of a 2xx. */
  sendOnce(request: SipRequest, remote: Remote): void {
    this.#write(this.#withVia(request, remote, newBranch()), remote, () => {});
  }

  /** Cancels an INVITE that has had a provisional response (section 9.1). How it ends is seen at the INVITE. */
  cancel({ request, remote }: SentRequest): void {
    this.#track(cancelOf(request), remote, { onResponse: () => {}, onFailure: () => {} });
  }

  /** Resolves when every request of ours has its final response, or after `limitMs`. */
  async whenAnswered(limitMs: number): Promise<void> {
    if (this.#unanswered.size === 0) return;
    await new Promise<void>((resolve) => {
      const stop = this.#clock.after(limitMs, resolve);
      this.#allAnswered.add(() => {
        stop();
        resolve();
      });
    });
  }

  /** Forgets everything; nothing is sent any more. */
  close(): void {
    for (const { transaction } of [...this.#clients.values(), ...this.#servers.values()])
      transaction.terminate();
  }

  receive(data: Buffer, source: Remote): void {
    const parsed = parseMessage(data);
    if (!parsed.ok) {
      // Four bytes or fewer are a keep-alive.
      if (data.length > 4) this.#log("debug", "sip message unreadable", { problem: parsed.error });
      return;
    }
    const message = parsed.value;
    const envelope = readEnvelope(message);
    if (envelope === undefined) return this.#log("debug", "sip message incomplete");
    if (message.kind === "response") this.#receiveResponse({ response: message, envelope, source });
    else this.#receiveRequest(message, envelope, source);
  }

  #start(request: SipRequest, remote: Remote, handlers: ResponseHandlers): SentRequest {
    return this.#track(this.#withVia(request, remote, newBranch()), remote, handlers);
  }

  #track(request: SipRequest, remote: Remote, handlers: ResponseHandlers): SentRequest {
    const key = clientKey(request);
    let latest: IncomingResponse | undefined;
    const ports = {
      clock: this.#clock,
      reliable: remote.protocol === "tcp",
      send: () => this.#write(request, remote, () => entry.transaction.transportFailed()),
      onResponse: () => {
        if (latest !== undefined) handlers.onResponse(latest);
      },
      onTimeout: () => handlers.onFailure("timeout"),
      onTransportFailure: () => handlers.onFailure("transport"),
      onTerminated: () => {
        this.#clients.delete(key);
        this.#isAnswered(entry);
      },
    };
    const acknowledge = (response: SipResponse): void =>
      this.#write(ackOf(request, response), remote, () => entry.transaction.transportFailed());
    const entry: ClientEntry = {
      transaction:
        request.method === "INVITE"
          ? new InviteClientTransaction({ ...ports, acknowledge })
          : new RequestClientTransaction(ports),
      deliver: (incoming) => {
        latest = incoming;
        entry.transaction.receive(incoming.response);
        if (incoming.response.status >= 200) this.#isAnswered(entry);
      },
    };
    this.#clients.set(key, entry);
    this.#unanswered.add(entry);
    entry.transaction.start();
    return { request, remote };
  }

  #isAnswered(entry: ClientEntry): void {
    if (!this.#unanswered.delete(entry) || this.#unanswered.size > 0) return;
    this.#allAnswered.tell();
    this.#allAnswered.clear();
  }

  #receiveResponse(incoming: IncomingResponse): void {
    const { via, cseq } = incoming.envelope;
    this.#clients.get(`${via.branch} ${cseq.method}`)?.deliver(incoming);
  }

  #receiveRequest(request: SipRequest, envelope: Envelope, source: Remote): void {
    const key = serverKey(envelope, request.method === "ACK" ? "INVITE" : request.method);
    const known = this.#servers.get(key);
    if (request.method === "ACK") {
      if (known?.transaction instanceof InviteServerTransaction) known.transaction.receiveAck();
      return this.#user.onAck(request, envelope);
    }
    if (known !== undefined) return known.transaction.receiveRetransmission();
    if (this.#servers.size >= maxServerTransactions) return;
    const entry = this.#serve(key, request, envelope, source);
    if (request.method === "CANCEL") this.#cancelled(entry.incoming);
    else this.#user.onRequest(entry.incoming);
  }

  #serve(key: string, request: SipRequest, envelope: Envelope, source: Remote): ServerEntry {
    const stamped = stampTop(request, envelope.via, source);
    const ports = {
      clock: this.#clock,
      reliable: source.protocol === "tcp",
      send: (response: SipResponse) => this.#write(response, wayBack(envelope.via, source), () => {}),
      onUnacknowledged: () => entry.incoming.onUnacknowledged?.(),
      onTerminated: () => void this.#servers.delete(key),
    };
    const transaction =
      request.method === "INVITE" ? new InviteServerTransaction(ports) : new RequestServerTransaction(ports);
    const incoming: IncomingRequest = {
      request: stamped,
      envelope,
      source,
      respond: (response) => transaction.respond(response),
    };
    const entry: ServerEntry = { transaction, incoming };
    this.#servers.set(key, entry);
    // At once, so that the INVITE is not sent again while we think (section 17.2.1).
    if (request.method === "INVITE") transaction.respond(buildResponse(stamped, 100));
    return entry;
  }

  #cancelled(cancel: IncomingRequest): void {
    const invite = this.#servers.get(serverKey(cancel.envelope, "INVITE"));
    cancel.respond(buildResponse(cancel.request, invite === undefined ? 481 : 200));
    if (invite !== undefined) this.#user.onCancel(invite.incoming);
  }

  #withVia(request: SipRequest, { protocol }: Remote, branch: string): SipRequest {
    const { address, port } = this.#transport;
    return withTopHeader(
      request,
      "via",
      `SIP/2.0/${protocol.toUpperCase()} ${hostOf(address)}:${port};rport;branch=${branch}`,
    );
  }

  #write(message: SipRequest | SipResponse, remote: Remote, onFailure: () => void): void {
    this.#transport.send(serializeMessage(message), remote, onFailure);
  }
}
