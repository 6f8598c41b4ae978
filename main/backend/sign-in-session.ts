import type { Clock } from "../../common/clock.ts";
import type { KeychainProblem } from "../../common/contract/state.ts";
import { err, ok, type Result } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";
import { Capability, Session } from "../../common/wire/token-server.ts";
import { signInIsOver } from "./failures.ts";
import { type Fetch, type HttpFailure, httpRequest } from "./http-client.ts";

/** Refreshed so long before it expires that no request meets an expired one. */
export const refreshAheadMs = 60_000;

export interface SessionPorts {
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Keeps a rotated refresh token before anything else uses the session; its problem is only told, never fatal. */
  readonly keep: (session: Session) => Promise<Result<null, KeychainProblem>>;
}

export type TokenFailure = HttpFailure | { readonly code: "session-ended" };

/** The tokens of one sign-in. Nobody outside this folder sees them. One refresh at a time: a second would be reuse. */
export class SignInSession {
  readonly server: string;
  readonly #ports: SessionPorts;
  readonly #endListeners = new Set<() => void>();
  readonly #keptListeners = new Set<(kept: Result<null, KeychainProblem>) => void>();
  #session: Session;
  #expiresAt: number;
  #refreshing: Promise<Result<string, TokenFailure>> | null = null;
  #ended = false;

  constructor(ports: SessionPorts, server: string, session: Session) {
    this.#ports = ports;
    this.server = server;
    this.#session = session;
    this.#expiresAt = ports.clock.now() + session.expiresIn * 1_000;
  }

  get user(): Session["user"] {
    return this.#session.user;
  }

  /** Those we know of: a newer server may have others. */
  get capabilities(): Capability[] {
    return this.#session.capabilities.flatMap((name) => Capability.safeParse(name).data ?? []);
  }

  get refreshToken(): string {
    return this.#session.refreshToken;
  }

  /** The server has said that this sign-in is over. */
  onEnd(listener: () => void): Dispose {
    this.#endListeners.add(listener);
    return () => this.#endListeners.delete(listener);
  }

  /** A new refresh token was kept, or could not be. */
  onKept(listener: (kept: Result<null, KeychainProblem>) => void): Dispose {
    this.#keptListeners.add(listener);
    return () => this.#keptListeners.delete(listener);
  }

  /** A token that is good for a request now. */
  accessToken(): Promise<Result<string, TokenFailure>> {
    if (this.#ended) return Promise.resolve(err({ code: "session-ended" }));
    if (this.#ports.clock.now() < this.#expiresAt - this.#aheadMs())
      return Promise.resolve(ok(this.#session.accessToken));
    return this.refresh();
  }

  /** Rotates now; whoever asks meanwhile shares the outcome. */
  refresh(): Promise<Result<string, TokenFailure>> {
    this.#refreshing ??= this.#rotate().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  /** No more tokens from here on. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const listener of [...this.#endListeners]) listener();
  }

  #aheadMs(): number {
    return Math.min(refreshAheadMs, (this.#session.expiresIn * 1_000) / 4);
  }

  async #rotate(): Promise<Result<string, TokenFailure>> {
    const answer = await httpRequest(this.#ports, {
      method: "POST",
      server: this.server,
      path: "/v1/sign-in/refresh",
      body: { refreshToken: this.#session.refreshToken },
      output: Session,
    });
    if (this.#ended) return err({ code: "session-ended" });
    if (!answer.ok) {
      if (!signInIsOver(answer.error)) return answer;
      this.end();
      return err({ code: "session-ended" });
    }
    const kept = await this.#ports.keep(answer.value);
    this.#session = answer.value;
    this.#expiresAt = this.#ports.clock.now() + answer.value.expiresIn * 1_000;
    for (const listener of [...this.#keptListeners]) listener(kept);
    return ok(answer.value.accessToken);
  }
}
