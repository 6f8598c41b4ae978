/** A running platform with its media engine, the vendor's server SDK for it, and pages with the vendor's browser SDK. */
import { ApiController, Client, Environment, PublishPermissionEnum } from "@bandwidth/webrtc";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { createMediaEngine } from "../../server-stub/media/werift-engine.ts";
import type { MediaEngine } from "../../server-stub/media/media-engine.ts";
import { createPlatform, type Platform } from "../../server-stub/platform/platform.ts";
import { systemClock } from "../../server-stub/system-clock.ts";
import { launchVendorBrowser, serveVendorPage } from "./vendor-site.ts";

export const account = { accountId: "9900000", username: "api-user", password: "api:pass" };
const { AUDIO, VIDEO } = PublishPermissionEnum;

export interface Member {
  readonly participantId: string;
  readonly token: string;
  readonly page: Page;
}

/** Call it once, at the top of a file. Without a browser nobody can join. */
export function useVendorBench({ withBrowser = true } = {}) {
  let browser: Browser | undefined;
  let site: Awaited<ReturnType<typeof serveVendorPage>> | undefined;
  let engine: MediaEngine;
  let platform: Platform;
  let api: ApiController;
  let pages: Page[] = [];

  beforeAll(async () => {
    if (!withBrowser) return;
    site = await serveVendorPage();
    browser = await launchVendorBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });
  beforeEach(async () => {
    engine = createMediaEngine({ listenAddress: "127.0.0.1", heartbeatMs: 200, log: () => undefined });
    platform = await createPlatform({
      account,
      mediaEngine: engine,
      clock: systemClock,
      log: () => undefined,
      webhooks: { allowPrivateAddresses: true },
    });
    api = new ApiController(
      new Client({
        environment: Environment.Custom,
        baseUrl: platform.controlApiUrl,
        basicAuthUserName: account.username,
        basicAuthPassword: account.password,
        timeout: 10_000,
      }),
    );
  });
  afterEach(async () => {
    await Promise.all(pages.map((page) => page.close()));
    pages = [];
    await platform.close();
    await engine.close();
  });

  async function createSession(): Promise<string> {
    return (await api.createSession(account.accountId, {})).result.id!;
  }

  /** A participant in the session, made with the vendor's server SDK. */
  async function participant(
    sessionId: string,
    subscriptions?: object,
    publishPermissions: PublishPermissionEnum[] = [AUDIO, VIDEO],
  ): Promise<{ participantId: string; token: string }> {
    const { result } = await api.createParticipant(account.accountId, { publishPermissions });
    const [participantId, token] = [result.participant!.id!, result.token!];
    await api.addParticipantToSession(account.accountId, sessionId, participantId, subscriptions);
    return { participantId, token };
  }

  /** The same with its page connected by the browser SDK; subscribed to the whole session, or with null to nothing. */
  async function join(
    sessionId: string,
    subscriptions: object | null = { sessionId },
    publishPermissions?: PublishPermissionEnum[],
  ): Promise<Member> {
    const made = await participant(sessionId, subscriptions ?? undefined, publishPermissions);
    const page = await browser!.newPage();
    pages.push(page);
    await page.goto(site!.url);
    await page.evaluate(([jwt, url]) => window.vendor.connect(jwt, url), [
      made.token,
      platform.deviceGatewayUrl,
    ] as const);
    return { ...made, page };
  }

  return { api: () => api, platform: () => platform, createSession, participant, join };
}
