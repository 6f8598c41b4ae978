import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { ApiController, Client, Environment, PublishPermissionEnum } from "@bandwidth/webrtc";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchVendorBrowser, serveVendorPage } from "../conformance/vendor-site.ts";
import { type Footprint, type InspectedServer, startInspectedServer } from "../support/inspected-server.ts";

/** 1,000 joins and leaves with the vendor's SDKs, each publishing or hearing; then nothing of them may be left. */
const joins = 1_000;
/** What a server builds up once and keeps is built up before it is looked at. */
const warmUp = 300;
const pairsAtOnce = 2;
/** A page that has connected so often is replaced: its own memory is not what this is about. */
const pairsPerPage = 50;
const account = { accountId: "9900000", username: "soak", password: "soak-test-password" };

let folder: string;
let server: InspectedServer;
let browser: Browser;
let site: Awaited<ReturnType<typeof serveVendorPage>>;
let api: ApiController;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "deskline-soak-"));
  const config = path.join(folder, "server.json");
  await writeFile(config, JSON.stringify({ port: 0, account, logLevel: "error" }));
  server = await startInspectedServer(["--config", config]);
  browser = await launchVendorBrowser();
  site = await serveVendorPage();
  api = new ApiController(
    new Client({
      environment: Environment.Custom,
      baseUrl: server.controlApi,
      basicAuthUserName: account.username,
      basicAuthPassword: account.password,
      timeout: 30_000,
    }),
  );
});
afterAll(async () => {
  await browser.close();
  await site.close();
  await server.stop();
  await rm(folder, { recursive: true });
});

it("leaves memory and handles as they were before", { timeout: 1_200_000 }, async () => {
  await joinAndLeave(warmUp);
  const before = await settled();
  await joinAndLeave(joins);
  const after = await settled();
  process.stderr.write(`before ${JSON.stringify(before)}, after ${JSON.stringify(after)}\n`);
  expect(after.memory).toBeLessThan(1.05 * before.memory);
  expect(after.handles.length).toBeLessThanOrEqual(Math.ceil(1.05 * before.handles.length));
});

/** When all are gone, and with them the last timer of their handshakes, which runs for some seconds. */
async function settled(): Promise<Footprint> {
  const left = async (): Promise<number> =>
    (await server.figure("deskline_media_transports")) +
    (await server.figure('deskline_devices{state="connected"}')) +
    (await server.figure("deskline_participants"));
  await expect.poll(left, { timeout: 60_000 }).toBe(0);
  const timers = async (): Promise<number> =>
    (await server.footprint()).handles.filter((kind) => kind === "Timeout").length;
  await expect.poll(timers, { timeout: 60_000, interval: 500 }).toBe(0);
  return server.footprint();
}

async function joinAndLeave(count: number): Promise<void> {
  let pairsLeft = count / 2;
  const one = async (): Promise<void> => {
    let pages = await openPages();
    for (let made = 1; pairsLeft > 0; made += 1) {
      pairsLeft -= 1;
      await pair(pages);
      if (made % pairsPerPage !== 0) continue;
      await Promise.all(pages.map((page) => page.close()));
      pages = await openPages();
    }
    await Promise.all(pages.map((page) => page.close()));
  };
  await Promise.all(Array.from({ length: pairsAtOnce }, one));
}

async function openPages(): Promise<[Page, Page]> {
  const pages: [Page, Page] = [await browser.newPage(), await browser.newPage()];
  for (const page of pages) await page.goto(site.url);
  return pages;
}

/** One of two in a session publishes, the other one gets it; both leave, and all of it is deleted. */
async function pair([speaker, listener]: readonly [Page, Page]): Promise<void> {
  const session = (await api.createSession(account.accountId, {})).result.id!;
  const ids = [await join(session, listener), await join(session, speaker)];
  const { endpointId } = await speaker.evaluate(() => window.vendor.publishTone(440));
  await listener.waitForFunction(
    (id) => window.vendor.available.some((told) => told.endpointId === id),
    endpointId,
  );
  for (const page of [speaker, listener]) await page.evaluate(() => window.vendor.disconnect());
  for (const id of ids) await api.deleteParticipant(account.accountId, id);
  await api.deleteSession(account.accountId, session);
}

async function join(sessionId: string, page: Page): Promise<string> {
  const publishPermissions = [PublishPermissionEnum.AUDIO];
  const { result } = await api.createParticipant(account.accountId, { publishPermissions });
  const id = result.participant!.id!;
  await api.addParticipantToSession(account.accountId, sessionId, id, { sessionId });
  await page.evaluate(([token, url]) => window.vendor.connect(token, url), [
    result.token!,
    server.deviceGateway,
  ] as const);
  return id;
}
