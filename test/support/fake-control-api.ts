/** A control API v1 for the token server's tests: just enough of bandwidth.md section 2, over real HTTP, with faults. */
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { deferred } from "./deferred.ts";
import { tokenOf } from "./fake-interconnect.ts";

interface FakeParticipant {
  readonly callbackUrl: string;
  readonly publishPermissions: readonly string[];
  readonly deviceApiVersion: string;
  readonly tag: string;
}

interface Gate {
  readonly matches: (method: string, path: string) => boolean;
  readonly arrived: () => void;
  readonly opened: Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

export const fakeAccount = { accountId: "9900000", username: "api", password: "secret:with:colons" };

export class FakeControlApi {
  readonly participants = new Map<string, FakeParticipant>();
  /** Members and what they are subscribed to, by session. */
  readonly sessions = new Map<string, Map<string, unknown>>();
  readonly requests: string[] = [];
  /** Answer everything with 500, or cut the connection. */
  fault: "none" | "error" | "cut" = "none";
  readonly #server: Server;
  #gates: Gate[] = [];
  #watchers: (() => void)[] = [];

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(): Promise<FakeControlApi> {
    const api = new FakeControlApi();
    await new Promise<void>((resolve) => api.#server.listen(0, "127.0.0.1", resolve));
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Holds the next request that fits until `open` is called. */
  hold(method: string, path: RegExp): { arrived: Promise<void>; open: () => void } {
    const [arrived, opened] = [deferred<void>(), deferred<void>()];
    this.#gates.push({
      matches: (m, p) => m === method && path.test(p),
      arrived: () => arrived.resolve(),
      opened: opened.promise,
    });
    return { arrived: arrived.promise, open: () => opened.resolve() };
  }

  /** Resolves when the condition holds; looked at after each request. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#watchers.push(resolve));
  }

  /** Delivers a participant webhook (section 3) and returns the status of the answer. */
  async webhook(participantId: string, event: string, deviceId: string): Promise<number> {
    const participant = this.participants.get(participantId);
    if (!participant) throw new Error("no such participant");
    const body = { event, timestamp: "1628786234676", participantId, deviceId, tag: participant.tag };
    return (await postJson(participant.callbackUrl, body)).status;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? "";
    const path = (request.url ?? "").replace(`/v1/accounts/${fakeAccount.accountId}`, "");
    this.requests.push(`${method} ${path}`);
    const gate = this.#gates.find((one) => one.matches(method, path));
    if (gate) {
      this.#gates = this.#gates.filter((one) => one !== gate);
      gate.arrived();
      await gate.opened;
    }
    if (this.fault === "cut") {
      request.socket.destroy();
    } else {
      const content = await text(request);
      const reply = this.#authorized(request) ? this.#answer(method, path, content) : { status: 401 };
      response.writeHead(reply.status, { "content-type": "application/json" });
      response.end(reply.body === undefined ? undefined : JSON.stringify(reply.body));
    }
    for (const wake of this.#watchers.splice(0)) wake();
  }

  #authorized(request: IncomingMessage): boolean {
    const { username, password } = fakeAccount;
    const expected = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
    return request.headers.authorization === expected;
  }

  #answer(method: string, path: string, content: string): Reply {
    if (this.fault === "error") return { status: 500, body: { error: "fault", requestId: randomUUID() } };
    const body = (content === "" ? {} : JSON.parse(content)) as Record<string, unknown>;
    const [, kind, id = "", , member = ""] = path.split("/");
    if (method === "POST")
      return kind === "participants" ? this.#createParticipant(body) : this.#createSession(body);
    if (kind === "participants" && method === "DELETE") return this.#deleteParticipant(id);
    const session = this.sessions.get(id);
    if (!session) return { status: 404, body: { error: "unknown session", requestId: randomUUID() } };
    if (method === "DELETE") this.sessions.delete(id);
    if (method !== "PUT") return { status: 204 };
    if (!this.participants.has(member)) return { status: 404, body: { error: "unknown participant" } };
    session.set(member, body);
    return { status: 204 };
  }

  #createParticipant(body: Record<string, unknown>): Reply {
    const id = randomUUID();
    this.participants.set(id, body as unknown as FakeParticipant);
    const participant = { ...body, id, sessions: [], subscriptions: {} };
    return { status: 200, body: { participant, token: tokenOf(id) } };
  }

  #createSession(body: Record<string, unknown>): Reply {
    const id = randomUUID();
    this.sessions.set(id, new Map());
    return { status: 200, body: { id, tag: body.tag } };
  }

  #deleteParticipant(id: string): Reply {
    for (const members of this.sessions.values()) members.delete(id);
    return this.participants.delete(id)
      ? { status: 204 }
      : { status: 404, body: { error: "unknown participant" } };
  }
}

export function postJson(url: string, body: unknown): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}
