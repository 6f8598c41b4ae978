/** A token server on a free port, a fake control API behind it, and signed-in clients in front of it. */
import { randomUUID } from "node:crypto";
import { PhoneNumber, UserId } from "../../common/ids.ts";
import type { ServiceCall } from "../../common/wire/calls.ts";
import { MediaAccess, Session, type ServerEvent } from "../../common/wire/token-server.ts";
import { createJsonLog } from "../../server-stub/log.ts";
import { MemoryMailStore } from "../../server-stub/token-server/chat/mail-store.ts";
import { forgetfulRoomStore } from "../../server-stub/token-server/rooms/room-store.ts";
import { hashPassword } from "../../server-stub/token-server/passwords.ts";
import { MemoryTokenStore } from "../../server-stub/token-server/token-store.ts";
import { createTokenServer, type TokenServer } from "../../server-stub/token-server/token-server.ts";
import type { TokenServerOptions } from "../../server-stub/token-server/token-server-options.ts";
import { EventReader } from "./event-reader.ts";
import { FakeClock } from "./fake-clock.ts";
import { fakeAccount, FakeControlApi } from "./fake-control-api.ts";

export type Name = "alice" | "bob" | "carol" | "dora";
const names: Record<Name, string> = {
  alice: "Alice Martin",
  bob: "Bob Okafor",
  carol: "Carol Díaz",
  dora: "Dora Lind",
};
export const numbers: Record<Name, string> = {
  alice: "+19195550141",
  bob: "+19195550142",
  carol: "+19195550143",
  dora: "+19195550144",
};
const passwordHash = hashPassword("deskline", { N: 16, r: 1, p: 1 });

/** As on the wire, unchecked: tests send what a schema would refuse, too. */
export type Target = { kind: "person"; id: string } | { kind: "phone"; number: string };

export interface Answer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

export class Desk {
  readonly url: string;
  readonly control: FakeControlApi;
  readonly clock: FakeClock;
  /** Every answer so far, for checks against the API's description. */
  readonly answers: Answer[] = [];
  readonly logged: string[];
  readonly #clients: DeskClient[] = [];
  readonly #server: TokenServer;

  private constructor(parts: {
    url: string;
    control: FakeControlApi;
    clock: FakeClock;
    logged: string[];
    server: TokenServer;
  }) {
    ({ url: this.url, control: this.control, clock: this.clock, logged: this.logged } = parts);
    this.#server = parts.server;
  }

  static async open(
    options: Omit<Partial<TokenServerOptions>, "clock"> & { clock?: FakeClock } = {},
  ): Promise<Desk> {
    const control = await FakeControlApi.start();
    const clock = options.clock ?? new FakeClock();
    const logged: string[] = [];
    const hash = await passwordHash;
    const accounts = Object.entries(names).map(([id, name]) => ({
      id: UserId.parse(id),
      name,
      passwordHash: hash,
      numbers: [PhoneNumber.parse(numbers[id as Name])],
    }));
    const server = await createTokenServer({
      host: "127.0.0.1",
      port: 0,
      trustProxy: false,
      accounts,
      decoyHash: hash,
      control: { baseUrl: control.url, account: fakeAccount, timeoutMs: 10_000 },
      deviceGatewayUrl: "ws://127.0.0.1:9",
      iceServers: [],
      store: new MemoryTokenStore(),
      rooms: forgetfulRoomStore,
      mail: new MemoryMailStore("first"),
      clock,
      log: createJsonLog({ level: "debug", write: (line) => logged.push(line), now: () => 0 }),
      random: () => 0,
      accessTokenSeconds: 600,
      mediaAccessMs: 600_000,
      noAnswerMs: 45_000,
      streamGraceMs: 5_000,
      rejoinMs: 20_000,
      emptyRoomMs: 32_400_000,
      limits: { windowMs: 60_000, phoneCalls: 5, rooms: 5, mail: 100, signIns: 30, mediaAccesses: 60 },
      signInLimits: { windowMs: 900_000, perUser: 3, perAddress: 50 },
      ...options,
    });
    return new Desk({ url: server.url, control, clock, logged, server });
  }

  /** Closes the server as it would be on a signal; the fake platform stays up to be looked at. */
  closeServer(): Promise<void> {
    return this.#server.close();
  }

  drain(maxMs: number): Promise<void> {
    return this.#server.drain(maxMs);
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.closeStream();
    await this.#server.close();
    await this.control.close();
  }

  /** A string is sent as it is, anything else as JSON; undefined is no body. */
  async request(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const content = typeof body === "string" ? body : body === undefined ? null : JSON.stringify(body);
    const type: Record<string, string> = content === null ? {} : { "content-type": "application/json" };
    const response = await fetch(`${this.url}${path}`, {
      method,
      body: content,
      headers: { ...type, ...headers },
    });
    const text = await response.text();
    const isXml = response.headers.get("content-type")?.startsWith("application/xml") ?? false;
    const parsed: unknown = text === "" ? undefined : isXml ? text : JSON.parse(text);
    const answer = { method, path, status: response.status, body: parsed, headers: response.headers };
    this.answers.push(answer);
    return answer;
  }

  /** Signs in; without a stream yet. */
  async signIn(name: Name, clientId: string = randomUUID()): Promise<DeskClient> {
    const client = { id: clientId, name: `${name}'s machine` };
    const answer = await this.request("POST", "/v1/sign-in", {
      username: name,
      password: "deskline",
      client,
    });
    const signedIn = new DeskClient(this, clientId, Session.parse(answer.body));
    this.#clients.push(signedIn);
    return signedIn;
  }

  /** Signs in and opens the event stream. */
  async client(name: Name, clientId?: string): Promise<DeskClient> {
    const client = await this.signIn(name, clientId);
    await client.openStream();
    return client;
  }

  /** Resolves when every open stream has delivered everything sent before: dora comes and goes behind it. */
  async everythingDelivered(): Promise<void> {
    const waiting = this.#clients.filter((client) => client.streaming);
    const dora = await this.client("dora");
    const isDora = (presence: string) => (event: ServerEvent) =>
      event.type === "person.changed" && event.person.id === "dora" && event.person.presence === presence;
    await Promise.all(waiting.map((client) => client.event(isDora("online"))));
    dora.closeStream();
    await Promise.all(waiting.map((client) => client.event(isDora("offline"))));
  }
}

export class DeskClient {
  readonly clientId: string;
  session: Session;
  readonly #desk: Desk;
  #stream: EventReader | null = null;
  /** Closed streams keep what they received. */
  readonly #received: ServerEvent[] = [];

  constructor(desk: Desk, clientId: string, session: Session) {
    this.#desk = desk;
    this.clientId = clientId;
    this.session = session;
  }

  get streaming(): boolean {
    return this.#stream !== null && !this.#stream.ended;
  }

  /** What came, in order, without presence, rooms and changes of members. */
  get calls(): string[] {
    return this.#received.flatMap((event) => {
      if (event.type === "call.changed") return [];
      if (event.type === "call.ended") return [`ended ${event.outcome}`];
      if (event.type === "call.not-joined") return [`not-joined ${event.outcome}`];
      return event.type.startsWith("call.") ? [event.type.slice("call.".length)] : [];
    });
  }

  get received(): readonly ServerEvent[] {
    return this.#received;
  }

  post(path: string, body?: unknown): Promise<Answer> {
    return this.#desk.request("POST", path, body, this.bearer);
  }

  get(path: string): Promise<Answer> {
    return this.#desk.request("GET", path, undefined, this.bearer);
  }

  get bearer(): Record<string, string> {
    return { authorization: `Bearer ${this.session.accessToken}` };
  }

  /** Opens a stream and returns its snapshot. */
  async openStream(): Promise<Extract<ServerEvent, { type: "snapshot" }>> {
    const stream = await EventReader.open(`${this.#desk.url}/v1/events`, this.bearer, (event) =>
      this.#received.push(event),
    );
    this.#stream = stream;
    const first = await stream.next(() => true);
    if (first.type !== "snapshot") throw new Error(`the first event is ${first.type}`);
    return first;
  }

  closeStream(): void {
    this.#stream?.close();
    this.#stream = null;
  }

  /** Resolves when the server has ended the stream. */
  async streamEnded(): Promise<void> {
    await this.#stream?.whenEnded;
  }

  /** The next event that fits; those before it are passed over. */
  event(fits: ServerEvent["type"] | ((event: ServerEvent) => boolean)): Promise<ServerEvent> {
    if (!this.#stream) throw new Error("no stream is open");
    return this.#stream.next(typeof fits === "function" ? fits : (event) => event.type === fits);
  }

  async access(): Promise<MediaAccess> {
    return MediaAccess.parse((await this.post("/v1/media-access")).body);
  }

  /** The call as this client was told of it last. */
  get lastCall(): ServiceCall | undefined {
    const told = this.#received.filter(
      (event) => event.type === "call.changed" || event.type === "call.incoming",
    );
    return told.at(-1)?.call;
  }

  async place(
    to: Name | Target,
    options: { id?: string; mediaAccessId?: string } = {},
  ): Promise<Answer & { id: string }> {
    const id = options.id ?? randomUUID();
    const mediaAccessId = options.mediaAccessId ?? (await this.access()).id;
    return { ...(await this.post("/v1/calls", { id, to: targetOf(to), mediaAccessId })), id };
  }

  async accept(id: string, mediaAccessId?: string): Promise<Answer> {
    return this.post(`/v1/calls/${id}/accept`, { mediaAccessId: mediaAccessId ?? (await this.access()).id });
  }

  act(id: string, action: "ringing" | "decline" | "hang-up"): Promise<Answer> {
    return this.post(`/v1/calls/${id}/${action}`);
  }

  hold(id: string, held = true): Promise<Answer> {
    return this.post(`/v1/calls/${id}/hold`, { held });
  }

  bring(id: string, action: "transfer" | "add", to: Name | Target): Promise<Answer> {
    return this.post(`/v1/calls/${id}/${action}`, { to: targetOf(to) });
  }
}

const targetOf = (to: Name | Target): unknown => (typeof to === "string" ? { kind: "person", id: to } : to);
