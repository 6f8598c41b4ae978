/** The built page in headless Chromium, behind the app's own security headers, with a fake host for main. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import axe from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { build } from "vite";
import type { RequestName } from "../../common/contract/names.ts";
import type { Snapshot } from "../../common/contract/state.ts";
import { securityHeaders } from "../../main/windows/security-headers.ts";
import { createFakeHost, type FakeAnswer, type FakeHost } from "./fake-host.ts";

declare global {
  interface Window {
    fakeHost: FakeHost;
  }
}

const root = path.resolve(import.meta.dirname, "../..");
const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
};

/** Builds the page into `outDir`. */
export async function buildRenderer(outDir: string): Promise<void> {
  await build({
    configFile: path.join(root, "vite.renderer.config.ts"),
    root: path.join(root, "renderer"),
    logLevel: "warn",
    build: { outDir },
  });
}

export interface RendererServer {
  /** Ends with a slash. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a built page on a free port of the loopback address. */
export async function serveRenderer(folder: string): Promise<RendererServer> {
  const server = createServer((request, response) => {
    const asked = new URL(request.url ?? "/", "http://localhost").pathname;
    const file = path.join(folder, path.normalize(asked === "/" ? "/index.html" : asked));
    readFile(file).then(
      (body) => {
        const type = types[path.extname(file)] ?? "application/octet-stream";
        response.writeHead(200, { ...securityHeaders, "content-type": type }).end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${String(address.port)}/`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** `defaultFontSize` in px is the user's text size; 16 is usual. */
export function launchChromium(defaultFontSize = 16): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
      `--blink-settings=defaultFontSize=${String(defaultFontSize)}`,
    ],
  });
}

/** What is wrong with a page that was opened; each kind must stay empty. */
export interface OpenedPage {
  readonly page: Page;
  /** Uncaught errors and what the console called an error. */
  readonly errors: readonly string[];
  close(): Promise<void>;
}

export async function openRenderer(
  browser: Browser,
  url: string,
  initial: Snapshot,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: { width: 980, height: 680 }, ...options });
  // tsx and Vitest keep function names by a helper, which the text of a function takes along to the page.
  await context.addInitScript({ content: "globalThis.__name = (value) => value;" });
  await context.addInitScript({
    content: `window.fakeHost = (${createFakeHost.toString()})(${JSON.stringify(initial)}); window.host = window.fakeHost.host;`,
  });
  await context.addInitScript({ content: axe.source });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.stack ?? error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  await page.goto(url);
  await page.locator("#root > *").first().waitFor();
  return { page, errors, close: () => context.close() };
}

/** Main says something new. */
export async function publish(page: Page, next: Snapshot): Promise<void> {
  await page.evaluate((snapshot) => window.fakeHost.publish(snapshot), next);
  // Signals render by the next frame.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
}

export async function answer(page: Page, name: RequestName, given: FakeAnswer): Promise<void> {
  await page.evaluate(
    ([request, result]) => {
      window.fakeHost.answers[request] = result;
    },
    [name, given] as const,
  );
}

/** Inputs of every request of one name so far. */
export function inputsOf(page: Page, name: RequestName): Promise<unknown[]> {
  return page.evaluate(
    (wanted) => window.fakeHost.requests.filter((one) => one.name === wanted).map((one) => one.input),
    name,
  );
}

/** Serious and critical accessibility violations of what is shown, in words. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const checker = Reflect.get(window, "axe") as typeof axe;
    const { violations } = await checker.run(document, { resultTypes: ["violations"] });
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(
        ({ id, nodes }) =>
          `${id}: ${nodes.map((node) => `${node.html} (${node.failureSummary ?? ""})`).join("; ")}`,
      );
  });
}
