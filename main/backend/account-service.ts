import { hostname } from "node:os";
import { z } from "zod";
import type { Clock } from "../../common/clock.ts";
import type { KeychainProblem } from "../../common/contract/state.ts";
import type { Failure } from "../../common/errors.ts";
import { err, ok, type Result } from "../../common/result.ts";
import type { RetryPolicy } from "../../common/retry-policy.ts";
import type { Dispose } from "../../common/scope.ts";
import { Session } from "../../common/wire/token-server.ts";
import type { Log } from "../log/log.ts";
import type { Keychain } from "../settings/keychain.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { Account, AccountPhase } from "./backend.ts";
import { signInFailure, signInIsOver } from "./failures.ts";
import { type Fetch, httpRequest } from "./http-client.ts";
import { KeptSignIn } from "./kept-sign-in.ts";
import { readServerUrl } from "./server-url.ts";
import { SignInSession } from "./sign-in-session.ts";

const signOutTimeoutMs = 2_000;

export interface AccountPorts {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly keychain: Keychain;
  readonly settings: SettingsStore;
  /** Between attempts to restore a kept sign-in while the server is away. */
  readonly retry: RetryPolicy;
  readonly log: Log;
}

/** The account and, while signed in, its session. `onSession` is for the backend, which lives in the same folder. */
export class AccountService implements Account {
  readonly #ports: AccountPorts;
  readonly #kept: KeptSignIn;
  readonly #listeners = new Set<(state: AccountPhase) => void>();
  readonly #sessionListeners = new Set<(session: SignInSession | null) => void>();
  #state: AccountPhase = { phase: "restoring" };
  #session: SignInSession | null = null;
  /** Counts attempts, so that a late answer of an older one changes nothing. */
  #attempt = 0;
  #wake: () => void = () => {};

  constructor(ports: AccountPorts) {
    this.#ports = ports;
    this.#kept = new KeptSignIn(ports.keychain);
  }

  get state(): AccountPhase {
    return this.#state;
  }

  get session(): SignInSession | null {
    return this.#session;
  }

  onChange(listener: (state: AccountPhase) => void): Dispose {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onSession(listener: (session: SignInSession | null) => void): Dispose {
    this.#sessionListeners.add(listener);
    return () => this.#sessionListeners.delete(listener);
  }

  async restore(): Promise<void> {
    const attempt = ++this.#attempt;
    const { server, username } = this.#ports.settings.settings;
    if (username === "") return this.#signedOut(null, null);
    const kept = await this.#kept.read(server, username);
    if (attempt !== this.#attempt) return;
    if (!kept.ok) return this.#signedOut(null, kept.error);
    if (kept.value === null) return this.#signedOut(null, null);
    await this.#resume(attempt, server, username, kept.value);
  }

  async signIn(input: {
    server: string;
    username: string;
    password: string;
  }): Promise<Result<null, Failure>> {
    const server = readServerUrl(input.server);
    if (!server.ok) return server;
    const attempt = ++this.#attempt;
    const before = this.#state;
    this.#wake();
    this.#change({ phase: "signing-in" });
    const { clientId } = this.#ports.settings;
    const answer = await httpRequest(this.#ports, {
      method: "POST",
      server: server.value,
      path: "/v1/sign-in",
      body: {
        username: input.username,
        password: input.password,
        client: { id: clientId, name: clientName() },
      },
      output: Session,
    });
    if (attempt !== this.#attempt) return ok(null);
    if (!answer.ok) {
      const failure = signInFailure(answer.error);
      this.#ports.log.info("sign-in failed", { code: failure.code });
      this.#change(this.#session === null ? signedOutAgain(before) : before);
      return err(failure);
    }
    this.#ports.settings.change({ server: server.value, username: input.username });
    const kept = await this.#kept.write(server.value, input.username, answer.value.refreshToken);
    if (attempt === this.#attempt) this.#signedIn(server.value, input.username, answer.value, kept);
    return ok(null);
  }

  async signOut(): Promise<void> {
    const attempt = ++this.#attempt;
    this.#wake();
    const session = this.#session;
    const { server, username } = this.#ports.settings.settings;
    this.#endSession();
    this.#signedOut(null, null);
    const [forgotten] = await Promise.all([
      this.#kept.forget(server, username),
      session === null ? null : this.#tellSignOut(session),
    ]);
    if (!forgotten.ok && attempt === this.#attempt) this.#signedOut(null, forgotten.error);
  }

  retry(): void {
    this.#wake();
  }

  /** Signs in with a kept refresh token; while the server is away it tries again and again. */
  async #resume(attempt: number, server: string, username: string, refreshToken: string): Promise<void> {
    for (let tries = 0; attempt === this.#attempt; tries++) {
      const answer = await httpRequest(this.#ports, {
        method: "POST",
        server,
        path: "/v1/sign-in/refresh",
        body: { refreshToken },
        output: Session,
      });
      if (attempt !== this.#attempt) return;
      if (answer.ok) {
        const kept = await this.#kept.write(server, username, answer.value.refreshToken);
        if (attempt === this.#attempt) this.#signedIn(server, username, answer.value, kept);
        return;
      }
      if (signInIsOver(answer.error)) {
        await this.#kept.forget(server, username);
        if (attempt === this.#attempt) this.#signedOut({ code: "session-expired" }, null);
        return;
      }
      this.#ports.log.info("kept sign-in waits for the server", { code: answer.error.code, tries });
      await this.#pause(tries);
    }
  }

  #pause(tries: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#ports.clock.after(this.#ports.retry.nextDelayMs(tries) ?? 0, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }

  #signedIn(server: string, username: string, answer: Session, kept: Result<null, KeychainProblem>): void {
    this.#endSession();
    // A rotation that ends after the sign-out must not bring back the secret.
    const keep = (next: Session): Promise<Result<null, KeychainProblem>> =>
      this.#session === session
        ? this.#kept.write(server, username, next.refreshToken)
        : Promise.resolve(ok(null));
    const session: SignInSession = new SignInSession({ ...this.#ports, keep }, server, answer);
    this.#session = session;
    session.onEnd(() => {
      if (this.#session === session) this.#revoked(server, username);
    });
    session.onKept((result) => {
      if (this.#session === session) this.#signedInState(session, result);
    });
    this.#ports.log.info("signed in", { kept: kept.ok });
    this.#signedInState(session, kept);
    for (const listener of [...this.#sessionListeners]) listener(session);
  }

  #signedInState(session: SignInSession, kept: Result<null, KeychainProblem>): void {
    this.#change({ phase: "signed-in", me: session.user, keychain: kept.ok ? null : kept.error });
  }

  #revoked(server: string, username: string): void {
    this.#attempt++;
    this.#endSession();
    this.#signedOut({ code: "session-expired" }, null);
    void this.#kept.forget(server, username);
  }

  #endSession(): void {
    const session = this.#session;
    if (session === null) return;
    this.#session = null;
    for (const listener of [...this.#sessionListeners]) listener(null);
  }

  async #tellSignOut(session: SignInSession): Promise<void> {
    const token = await session.accessToken();
    session.end();
    if (!token.ok) return;
    const { server } = session;
    const told = await httpRequest(this.#ports, {
      method: "POST",
      server,
      path: "/v1/sign-out",
      accessToken: token.value,
      output: z.unknown(),
      timeoutMs: signOutTimeoutMs,
    });
    if (!told.ok) this.#ports.log.warn("sign-out not told to the server", { code: told.error.code });
  }

  #signedOut(
    failure: Extract<AccountPhase, { phase: "signed-out" }>["failure"],
    keychain: KeychainProblem | null,
  ): void {
    this.#change({ phase: "signed-out", failure, keychain });
  }

  #change(state: AccountPhase): void {
    this.#state = state;
    for (const listener of [...this.#listeners]) listener(state);
  }
}

const signedOutAgain = (before: AccountPhase): AccountPhase => ({
  phase: "signed-out",
  failure: null,
  keychain: before.phase === "signed-out" ? before.keychain : null,
});

const clientName = (): string => (hostname() || "Desktop").slice(0, 100);
