import type { Clock } from "../../../common/clock.ts";
import { Scope } from "../../../common/scope.ts";
import type { Log } from "../../log.ts";
import type { PortRange } from "../../media/udp-socket.ts";
import type { Destination } from "../destination.ts";
import type { PhoneCall, PlaceOptions } from "../phone-network.ts";
import { escapeUser, parseUri } from "../sip/address.ts";
import { DigestClient } from "../sip/digest-client.ts";
import type { IncomingInvite } from "../sip/incoming-invite.ts";
import { header, type SipHeader } from "../sip/message.ts";
import { SipSockets } from "../sip/sip-sockets.ts";
import { quote } from "../sip/split.ts";
import { hostOf } from "../sip/transport.ts";
import { UserAgent } from "../sip/user-agent.ts";
import { createAdmission } from "./admission.ts";
import type { AudioOptions } from "./call-audio.ts";
import { callerOf, numberOf } from "./caller-identity.ts";
import { IncomingCall } from "./incoming-call.ts";
import { KeepAlive } from "./keep-alive.ts";
import { OutgoingCall } from "./outgoing-call.ts";
import { Registration } from "./registration.ts";
import type { TrunkOptions } from "./trunk-options.ts";
import { systemLookUp, TrunkServer, type LookUp } from "./trunk-server.ts";

export interface TrunkPorts {
  readonly options: TrunkOptions;
  readonly clock: Clock;
  readonly log: Log;
  readonly listenAddress: string;
  readonly publicAddress: string;
  readonly rtpPortRange: PortRange | undefined;
  readonly onIncoming: (call: PhoneCall) => void;
  readonly lookUp?: LookUp;
}

/** How long closing waits for the answers to our BYEs. */
const farewellMs = 2_000;

/** A SIP trunk: calls to and from whatever is behind one server. */
export class Trunk {
  readonly #options: TrunkOptions;
  readonly #log: Log;
  readonly #onIncoming: (call: PhoneCall) => void;
  readonly #server: TrunkServer;
  readonly #sockets: SipSockets;
  readonly #agent: UserAgent;
  readonly #audio: AudioOptions;
  readonly #live = new Set<PhoneCall>();
  readonly #scope = new Scope();
  readonly #registration: Registration | undefined;
  #closing = false;

  private constructor(ports: TrunkPorts, sockets: SipSockets) {
    const { options, clock, log } = ports;
    const server = new TrunkServer(options, clock, ports.lookUp ?? systemLookUp);
    const digest = new DigestClient(credentialsOf(options));
    this.#options = options;
    this.#log = log;
    this.#onIncoming = ports.onIncoming;
    this.#server = server;
    this.#sockets = sockets;
    this.#agent = new UserAgent({
      clock,
      log,
      transport: sockets,
      digest,
      contactUser: options.username ?? "deskline",
      admit: createAdmission({ options, server, clock, log, realm: this.#domain }),
      onInvite: (invite) => this.#receive(invite),
    });
    this.#audio = {
      clock,
      listenAddress: ports.listenAddress,
      publicAddress: ports.publicAddress,
      rtpPortRange: ports.rtpPortRange,
    };
    this.#registration = this.#createRegistration(clock);
  }

  /** Rejects when the SIP port is taken. */
  static async open(ports: TrunkPorts): Promise<Trunk> {
    const { listenAddress: address, publicAddress, options } = ports;
    const sockets = await SipSockets.open({ address, publicAddress, port: options.listenPort });
    const trunk = new Trunk(ports, sockets);
    trunk.#start();
    return trunk;
  }

  /** Of SIP, UDP and TCP. */
  get port(): number {
    return this.#sockets.port;
  }

  get isRegistered(): boolean {
    return this.#registration?.isRegistered === true;
  }

  place(options: PlaceOptions, destination: Destination): PhoneCall {
    const { from, to, userToUser, ringLimitMs } = options;
    const call = new OutgoingCall({
      parties: { from, to, userToUser },
      audio: this.#audio,
      ports: this.#agent.ports,
      remote: this.#server.find(),
      uri: this.#uriOf(destination),
      fromHeader: this.#fromHeader(options),
      headers: this.#callHeaders(options),
      ringLimitMs,
    });
    this.#keep(call);
    void call.start();
    return call;
  }

  /** Hangs up what is live, takes the registration back, frees the ports. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const call of [...this.#live]) call.hangUp();
    await this.#registration?.close();
    const { layer } = this.#agent.ports;
    await layer.whenAnswered(farewellMs);
    layer.close();
    this.#scope.end();
    await this.#sockets.close();
  }

  #start(): void {
    this.#scope.add(this.#agent.listen());
    // So that calls from the server's address are known to be from there before we have called it.
    void this.#server.find();
    this.#registration?.start();
    const { keepAliveSeconds } = this.#options;
    if (keepAliveSeconds === 0) return;
    const keepAlive = new KeepAlive({
      ports: this.#agent.ports,
      log: this.#log,
      find: () => this.#server.find(),
      uri: `sip:${this.#domain}`,
      from: `<${this.#ownUri}>`,
      everyMs: keepAliveSeconds * 1_000,
    });
    keepAlive.start();
    this.#scope.add(() => keepAlive.close());
  }

  #receive(invite: IncomingInvite): void {
    if (this.#closing) return invite.refuse(503);
    const { request, envelope } = invite.invite;
    const called = parseUri(request.uri)?.user;
    const call = new IncomingCall({
      invite,
      audio: this.#audio,
      parties: {
        from: callerOf(request, envelope.from),
        // With a registration the request is for our contact, and only To names the number.
        to: called === undefined || called === this.#contactUser ? numberOf(envelope.to) : numberOf(request),
        userToUser: header(request, "user-to-user"),
      },
    });
    this.#keep(call);
    this.#onIncoming(call);
  }

  #keep(call: PhoneCall): void {
    this.#live.add(call);
    call.onEnded((cause) => {
      this.#live.delete(call);
      this.#log("info", "trunk call ended", { call: call.id, direction: call.direction, cause });
    });
    this.#log("info", "trunk call", { call: call.id, direction: call.direction });
  }

  #uriOf(destination: Destination): string {
    if (destination.kind === "number") return `sip:${destination.number}@${this.#target};user=phone`;
    const { user, host, port } = destination;
    return `sip:${user}@${host}${port === undefined ? "" : `:${port}`}`;
  }

  #fromHeader({ from, displayName }: PlaceOptions): string {
    if (from === "anonymous") return '"Anonymous" <sip:anonymous@anonymous.invalid>';
    const name = displayName === undefined || displayName === "" ? "" : `${quote(displayName)} `;
    return `${name}<sip:${escapeUser(from)}@${this.#ownHost}>`;
  }

  #callHeaders({ from, userToUser }: PlaceOptions): SipHeader[] {
    return [
      // The trunk knows who we are; the called party is not to (RFC 3325 section 8, RFC 3323).
      ...(from === "anonymous"
        ? [["privacy", "id"] as const]
        : [["p-asserted-identity", `<sip:${escapeUser(from)}@${this.#ownHost}>`] as const]),
      ...(userToUser === undefined ? [] : [["user-to-user", userToUser] as const]),
    ];
  }

  #createRegistration(clock: Clock): Registration | undefined {
    const { register, username } = this.#options;
    if (!register || username === undefined) return undefined;
    return new Registration({
      ports: this.#agent.ports,
      clock,
      log: this.#log,
      find: () => this.#server.find(),
      domain: this.#domain,
      username,
    });
  }

  get #contactUser(): string {
    return this.#options.username ?? "deskline";
  }

  get #domain(): string {
    return this.#options.domain ?? this.#server.host;
  }

  /** Where called numbers live: the domain, or the server itself with its port. */
  get #target(): string {
    return this.#options.domain ?? this.#options.server;
  }

  get #ownHost(): string {
    return this.#options.domain ?? `${hostOf(this.#sockets.address)}:${this.#sockets.port}`;
  }

  get #ownUri(): string {
    return `sip:${this.#contactUser}@${this.#ownHost}`;
  }
}

function credentialsOf({
  username,
  password,
}: TrunkOptions): { username: string; password: string } | undefined {
  return username === undefined || password === undefined ? undefined : { username, password };
}
