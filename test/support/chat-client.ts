/** Main's chat against a real token server, without a window and without media: mail is its only way. */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type ConversationId, withPerson } from "../../common/chat/conversation-id.ts";
import type { ChatLine } from "../../common/contract/chat.ts";
import { ClientId, LinkId, UserId } from "../../common/ids.ts";
import { ok } from "../../common/result.ts";
import { systemClock } from "../../main/app/system-clock.ts";
import { AccountService } from "../../main/backend/account-service.ts";
import { BackendService } from "../../main/backend/backend-service.ts";
import { CallLinks } from "../../main/calls/call-links.ts";
import { type Chat, startChat } from "../../main/chat/start-chat.ts";
import { Directory } from "../../main/people/directory.ts";
import { defaultSettings } from "../../main/settings/file-settings-store.ts";
import type { SettingsStore } from "../../main/settings/settings-store.ts";
import { FakeKeychain } from "./fake-keychain.ts";
import { KeptLog } from "./kept-log.ts";

/** One installation: its folder and keychain stay over `stop` and `start`. */
export class ChatClient {
  readonly username: string;
  readonly folder = mkdtempSync(path.join(tmpdir(), "deskline-chat-client-"));
  readonly keychain = new FakeKeychain();
  readonly log = new KeptLog();
  readonly notified: { readonly title: string; readonly words: string | null }[] = [];
  readonly #server: string;
  readonly #clientId = ClientId.parse(randomUUID());
  #running: { account: AccountService; backend: BackendService; chat: Chat } | null = null;

  constructor(server: string, username: string) {
    this.#server = server;
    this.username = username;
  }

  get chat(): Chat {
    if (this.#running === null) throw new Error(`${this.username}'s client does not run`);
    return this.#running.chat;
  }

  /** Signs in and waits until the history is open and the server knows our key. */
  async start(): Promise<void> {
    const { log, keychain } = this;
    const settings: SettingsStore = {
      settings: { ...defaultSettings, server: this.#server, username: this.username },
      clientId: this.#clientId,
      windowPlace: null,
      change: () => {},
      placeWindow: () => {},
      onChange: () => () => {},
    };
    const retry = { nextDelayMs: () => 100 };
    const account = new AccountService({ fetch, clock: systemClock, keychain, settings, retry, log });
    const backend = new BackendService({ fetch, clock: systemClock, retry, log }, account);
    const directory = new Directory();
    backend.onEvent((event) => directory.serviceEvent(event));
    const chat = startChat({
      folder: this.folder,
      backend: {
        chat: backend.chat,
        get registration() {
          return backend.registration;
        },
        onRegistration: (listener) => backend.onRegistration(listener),
        onEvent: (listener) => backend.onEvent(listener),
        takeMediaAccess: () => backend.takeMediaAccess(),
      },
      calls: {
        calls: [],
        links: new CallLinks(() => []),
        onChange: () => () => {},
        newLink: () => LinkId.parse(1),
      },
      openDeviceLink: () => ({
        state: { phase: "closed", error: null },
        onState: () => () => {},
        onOffer: () => () => {},
        offer: () => new Promise(() => {}),
        answer: () => Promise.resolve(ok(null)),
        probe: () => {},
        close: () => {},
      }),
      media: { send: () => {} },
      keychain,
      settings,
      directory,
      clock: systemClock,
      log,
      newId: randomUUID,
      notifications: {
        message: ({ title, words }) => this.notified.push({ title, words }),
        withdraw: () => {},
      },
      windowFocused: () => false,
      screenLocked: () => false,
      sendOpen: () => {},
    });
    this.#running = { account, backend, chat };
    account.onSession((session) => {
      const signedIn = { server: this.#server, username: this.username };
      void chat.service.use(session === null ? null : { ...signedIn, me: session.user });
    });
    const answer = await account.signIn({
      server: this.#server,
      username: this.username,
      password: "deskline",
    });
    if (!answer.ok) throw new Error(answer.error.code);
    await this.until(async () => typeof (await chat.service.session?.store.note("mail-epoch")) === "string");
  }

  /** As quitting does: nothing is told to the server, the sign-in stays. */
  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    running?.account.session?.end();
    await running?.chat.service.use(null);
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true });
  }

  with(user: string): ConversationId {
    return withPerson(UserId.parse(user));
  }

  async write(to: string, text: string): Promise<void> {
    const sent = await this.chat.service.send(this.with(to), text);
    if (!sent.ok) throw new Error(sent.error.code);
  }

  async lines(of: string): Promise<ChatLine[]> {
    const all: ChatLine[] = [];
    for (let before = 1_000_000; ;) {
      const page = await this.chat.service.page(this.with(of), before);
      if (!page.ok) return all;
      all.unshift(...page.value.lines);
      before = all[0]?.position ?? 0;
      if (!page.value.older) return all;
    }
  }

  async texts(of: string): Promise<string[]> {
    return (await this.lines(of)).flatMap((line) => (line.kind === "message" ? [line.text] : []));
  }

  /** Waits for a state; the test's own time limit ends it. */
  async until(holds: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
