import type { z } from "zod";
import type { Registration } from "../../common/contract/state.ts";
import type { CallError } from "../../common/errors.ts";
import { err, type Result } from "../../common/result.ts";
import type { RetryPolicy } from "../../common/retry-policy.ts";
import type { Dispose } from "../../common/scope.ts";
import { MediaAccess, type ServerEvent } from "../../common/wire/token-server.ts";
import type { AccountPorts, AccountService } from "./account-service.ts";
import type { Backend } from "./backend.ts";
import { ChatRequests } from "./chat-requests.ts";
import { HttpCallRequests } from "./call-requests.ts";
import { EventStream } from "./event-stream.ts";
import { callError } from "./failures.ts";
import { httpRequest } from "./http-client.ts";
import { MediaAccessPool } from "./media-access-pool.ts";
import type { Post } from "./post.ts";
import { HttpRoomRequests } from "./room-requests.ts";
import type { SignInSession, TokenFailure } from "./sign-in-session.ts";

export interface BackendPorts extends Pick<AccountPorts, "fetch" | "clock" | "log"> {
  /** Between attempts to open the event stream. */
  readonly retry: RetryPolicy;
}

/** The token server for whoever is signed in with the account. */
export class BackendService implements Backend {
  readonly #ports: BackendPorts;
  readonly #account: AccountService;
  readonly #accesses: MediaAccessPool;
  readonly #registrationListeners = new Set<(registration: Registration) => void>();
  readonly #eventListeners = new Set<(event: ServerEvent) => void>();
  readonly calls: HttpCallRequests;
  readonly rooms: HttpRoomRequests;
  readonly chat: ChatRequests;
  #registration: Registration = "offline";
  #stream: EventStream | null = null;

  constructor(ports: BackendPorts, account: AccountService) {
    this.#ports = ports;
    this.#account = account;
    this.#accesses = new MediaAccessPool(() => this.#createMediaAccess(), ports.clock);
    const post: Post = (path, body, output) => this.#post(path, body, output);
    this.calls = new HttpCallRequests(post);
    this.rooms = new HttpRoomRequests(post);
    this.chat = new ChatRequests(post);
    account.onSession((session) => this.#use(session));
  }

  get registration(): Registration {
    return this.#registration;
  }

  onRegistration(listener: (registration: Registration) => void): Dispose {
    this.#registrationListeners.add(listener);
    return () => this.#registrationListeners.delete(listener);
  }

  onEvent(listener: (event: ServerEvent) => void): Dispose {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  /** Opens a lost event stream now instead of at the end of its back-off. */
  retry(): void {
    this.#stream?.retry();
  }

  /** The network is another one, or may be. */
  networkChanged(): void {
    this.#stream?.renew();
  }

  async takeMediaAccess(): Promise<Result<MediaAccess, CallError>> {
    const access = await this.#accesses.take();
    if (access.ok && this.#registration === "registered") this.#accesses.warm();
    return access;
  }

  async #createMediaAccess(): Promise<Result<MediaAccess, CallError>> {
    const answer = await this.#post("/v1/media-access", {}, MediaAccess);
    return answer.ok ? answer : err(callError(answer.error));
  }

  /** One request; a token that the server no longer takes is renewed once. */
  async #post<T>(path: string, body: unknown, output: z.ZodType<T>): Promise<Result<T, TokenFailure>> {
    const session = this.#account.session;
    if (session === null) return err({ code: "session-ended" });
    const attempt = async (token: Result<string, TokenFailure>): Promise<Result<T, TokenFailure>> =>
      token.ok
        ? httpRequest(this.#ports, {
            method: "POST",
            server: session.server,
            path,
            body,
            accessToken: token.value,
            output,
          })
        : token;
    const first = await attempt(await session.accessToken());
    const stale = !first.ok && first.error.code === "status" && first.error.status === 401;
    const answer = stale ? await attempt(await session.refresh()) : first;
    if (!answer.ok) {
      const { code } = answer.error;
      const status = answer.error.code === "status" ? answer.error.status : undefined;
      this.#ports.log.warn("request failed", { path: path.replace(/[0-9a-f-]{36}/, ":id"), code, status });
    }
    return answer;
  }

  #use(session: SignInSession | null): void {
    this.#stream?.end();
    this.#stream = null;
    this.#accesses.clear();
    if (session === null) return this.#register("offline");
    this.#stream = new EventStream(this.#ports, session, {
      registration: (registration) => this.#register(registration),
      event: (event) => this.#received(event, session),
    });
  }

  #received(event: ServerEvent, session: SignInSession): void {
    if (event.type === "signed-out") return session.end();
    for (const listener of [...this.#eventListeners]) listener(event);
  }

  #register(registration: Registration): void {
    if (registration === this.#registration) return;
    this.#registration = registration;
    this.#ports.log.info("registration", { registration });
    if (registration === "registered") this.#accesses.warm();
    // A server that was away may have forgotten it, and a call would fail for that.
    else this.#accesses.clear();
    for (const listener of [...this.#registrationListeners]) listener(registration);
  }
}
