import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { vi } from "vitest";
import { createPhoneNetwork } from "../../server-stub/pstn/create-phone-network.ts";
import type { VoiceEvent } from "../../server-stub/voice/hooks/voice-event.ts";
import { createVoiceApi } from "../../server-stub/voice/voice-api.ts";
import type { VoiceApiOptions } from "../../server-stub/voice/voice-options.ts";
import { accountRequests } from "./account-requests.ts";
import { FakeClock, settle } from "./fake-clock.ts";
import { FakeInterconnect } from "./fake-interconnect.ts";
import type { LogLine } from "./platform-client.ts";

export const voiceAccount = { accountId: "9900000", username: "api-user", password: "api:pass" };
export const ownNumber = "+19195550150";

export interface HookRequest {
  readonly path: string;
  readonly method: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly event: VoiceEvent;
}

/** BXML; a status; or, as null, no answer at all. */
type HookReply = string | number | { readonly status: number; readonly location: string } | null;

export const bxml = (...verbs: string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?><Response>${verbs.join("")}</Response>`;

/** A customer's server: answers each path as it was told, 404 for the rest, and keeps what it was sent. */
export class ScriptedApplication {
  readonly requests: HookRequest[] = [];
  readonly #replies = new Map<string, HookReply[]>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      let text = "";
      request.setEncoding("utf8");
      request.on("data", (chunk: string) => (text += chunk));
      request.on("end", () => {
        const { pathname: path, searchParams: query } = new URL(request.url ?? "/", this.url);
        const event = (text === "" ? Object.fromEntries(query) : JSON.parse(text)) as VoiceEvent;
        this.requests.push({ path, method: request.method ?? "", query, headers: request.headers, event });
        const reply = this.#next(path);
        if (reply === null) return;
        if (typeof reply === "number") response.writeHead(reply).end();
        else if (typeof reply === "object")
          response.writeHead(reply.status, { location: reply.location }).end();
        else response.writeHead(200, { "content-type": "application/xml" }).end(reply);
      });
    });
  }

  static async start(): Promise<ScriptedApplication> {
    const application = new ScriptedApplication();
    await new Promise<void>((resolve) => application.#server.listen(0, "127.0.0.1", resolve));
    return application;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** These answers, one after the other; the last one for good. */
  on(path: string, ...replies: HookReply[]): this {
    this.#replies.set(path, replies);
    return this;
  }

  /** The events so far, of one call or of all. */
  events(callId?: string): string[] {
    return this.requests
      .filter(({ event }) => callId === undefined || event.callId === callId)
      .map(({ event }) => event.eventType);
  }

  /** The first event of this kind, once it is there. */
  async event(type: string, fits: (event: VoiceEvent) => boolean = () => true): Promise<HookRequest> {
    return vi.waitFor(
      () => {
        const found = this.requests.find(({ event }) => event.eventType === type && fits(event));
        if (!found) throw new Error(`no ${type} among ${this.events().join(", ")}`);
        return found;
      },
      { timeout: 30_000, interval: 2 },
    );
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #next(path: string): HookReply {
    const replies = this.#replies.get(path) ?? [];
    const reply = replies.length > 1 ? replies.shift() : replies[0];
    return reply === undefined ? 404 : reply;
  }
}

/** A Voice API on a free port with simulated phones, a fake interconnect, a scripted application, and an API user. */
export async function startVoice(options: Partial<VoiceApiOptions> = {}) {
  const clock = new FakeClock();
  const logged: LogLine[] = [];
  const log: VoiceApiOptions["log"] = (level, message, data) =>
    logged.push({ level, message, ...(data ? { data } : {}) });
  const phones = await createPhoneNetwork({ simulated: true, clock, log, listenAddress: "127.0.0.1" });
  const interconnect = new FakeInterconnect();
  const application = await ScriptedApplication.start();
  const api = await createVoiceApi({
    account: voiceAccount,
    network: phones,
    interconnect,
    applications: [
      {
        id: "app",
        callInitiatedUrl: `${application.url}/initiate`,
        callStatusUrl: `${application.url}/status`,
        username: "hook-user",
        password: "hook-pass",
        numbers: [ownNumber],
      },
    ],
    allowPrivateAddresses: true,
    clock,
    log,
    ...options,
  });
  const accountUrl = `${api.baseUrl}/accounts/${voiceAccount.accountId}`;

  const request = accountRequests(accountUrl, voiceAccount);

  /** The body of POST /calls, with what a test does not care for filled in. */
  const order = (to: string, more: object = {}): Record<string, unknown> => ({
    from: ownNumber,
    to,
    applicationId: "app",
    answerUrl: `${application.url}/answer`,
    disconnectUrl: `${application.url}/disconnect`,
    ...more,
  });

  /** Places a call and returns its id. */
  async function place(to: string, more: object = {}): Promise<string> {
    const placed = await request("POST", "/calls", order(to, more));
    if (placed.status !== 201) throw new Error(JSON.stringify(placed.body));
    await settle();
    return (placed.body as { callId: string }).callId;
  }

  const state = async (callId: string) =>
    (await request("GET", `/calls/${callId}`)).body as Record<string, string | null>;

  async function close(): Promise<void> {
    await api.close();
    await phones.close();
    await application.close();
  }

  return {
    api,
    clock,
    logged,
    phones: phones.simulatedPhones!,
    interconnect,
    application,
    request,
    order,
    place,
    state,
    close,
  };
}
