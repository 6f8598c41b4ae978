/** The media half of the page in Chromium, with a service at the other end that hears, sees and cuts the path. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext, type Page } from "playwright-core";
import { build } from "vite";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import type { LinkId } from "../../common/ids.ts";
import { UdpRelays } from "./udp-relay.ts";
import { wavTone } from "./wav.ts";

export const link = 1 as LinkId;
const microphoneHz = 440;
export const remoteHz = 880;
const audio = {
  microphoneId: null,
  speakerId: null,
  ringDeviceId: null,
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
};

export let page: Page;
let relays: UdpRelays;

/** For the tests of one file: a browser for all, a page for each. */
export function useMediaLab(): void {
  let script: string;
  let folder: string;
  let server: Server;
  let browser: BrowserContext;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "deskline-media-"));
    await writeFile(join(folder, "tone.wav"), wavTone(microphoneHz));
    script = await bundle();
    server = createServer((request, response) => {
      if (request.url === "/page.js")
        return void response.setHeader("content-type", "text/javascript").end(script);
      response
        .setHeader("content-type", "text/html")
        .end('<body><script type="module" src="/page.js"></script>');
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    browser = await chromium.launchPersistentContext(join(folder, "profile"), {
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      headless: true,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        `--use-file-for-fake-audio-capture=${join(folder, "tone.wav")}`,
        "--autoplay-policy=no-user-gesture-required",
        "--allow-loopback-in-peer-connection",
        "--disable-features=WebRtcHideLocalIpsWithMdns",
      ],
    });
  });

  afterAll(async () => {
    await browser.close();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    relays = new UdpRelays();
    page = await browser.newPage();
    await page.exposeFunction("relayTo", (address: string, port: number) => relays.to(address, port));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => "lab" in window);
    await page.evaluate((settings) => window.lab.start(settings), audio);
  });

  afterEach(async () => {
    await page.close();
    relays.close();
  });
}

export async function publish({ muted = false } = {}): Promise<void> {
  await page.evaluate(
    ([id, silent]) => {
      window.lab.command({ type: "prepare", link: id, iceServers: [] });
      window.lab.command({ type: "publish", link: id, muted: silent });
    },
    [link, muted] as const,
  );
}

export async function mute(muted: boolean): Promise<void> {
  await page.evaluate(([id, silent]) => window.lab.command({ type: "mute", link: id, muted: silent }), [
    link,
    muted,
  ] as const);
}

/** Waits until the service hears it. */
export async function heard(what: "microphone" | "silence"): Promise<void> {
  if (what === "silence") await page.waitForFunction(() => window.lab.publishedPeakHz() === null);
  else
    await page.waitForFunction((hz) => Math.abs((window.lab.publishedPeakHz() ?? 0) - hz) < 12, microphoneHz);
}

/** Cuts the path until the client offers again, then restores it and waits for the connection. */
export async function loseThePath(): Promise<void> {
  const known = await page.evaluate(() => window.lab.offers.length);
  relays.cut = true;
  await page.waitForFunction((count) => window.lab.offers.length > count, known);
  relays.cut = false;
  await page.waitForFunction(() => (window.lab.ping(), window.lab.publishedState === "connected"));
}

export const ufrag = (sdp: string) => /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1];

/** One script of the page and everything it imports. */
async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      minify: false,
      target: "es2022",
      lib: {
        entry: join(import.meta.dirname, "media-page.ts"),
        formats: ["es"],
        fileName: "page",
      },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  if (output === undefined || !("output" in output)) throw new Error("vite built nothing");
  return output.output[0].code;
}
