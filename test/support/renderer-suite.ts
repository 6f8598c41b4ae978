/** What the tests of the page share: one build, one Chromium, a page a test that may not report an error. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import type { Snapshot } from "../../common/contract/state.ts";
import {
  buildRenderer,
  launchChromium,
  type OpenedPage,
  openRenderer,
  type RendererServer,
  serveRenderer,
} from "./renderer-page.ts";

/** Registers the hooks of a test file; gives what opens the page of a test. `width` in px. */
export function rendererSuite(): {
  readonly open: (initial: Snapshot, width?: number) => Promise<Page>;
} {
  let folder: string;
  let server: RendererServer;
  let browser: Browser;
  let opened: OpenedPage | null = null;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "deskline-page-"));
    await buildRenderer(folder);
    server = await serveRenderer(folder);
    browser = await launchChromium();
  });
  afterEach(async () => {
    const errors = opened?.errors;
    await opened?.close();
    opened = null;
    expect(errors).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    await rm(folder, { recursive: true });
  });

  return {
    open: async (initial, width = 980) => {
      opened = await openRenderer(browser, server.url, initial, {
        viewport: { width, height: 680 },
        reducedMotion: "reduce",
      });
      opened.page.setDefaultTimeout(15_000);
      return opened.page;
    },
  };
}

/** What has the keyboard, as a person would call it; empty when nothing has. */
export const focusedName = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const focused = document.activeElement;
    if (focused === null || focused === document.body) return "";
    const label = focused.getAttribute("aria-label") ?? focused.getAttribute("placeholder");
    return label ?? (focused.id === "" ? (focused.textContent ?? "").trim() : focused.id);
  });

export const button = (page: Page, name: string): Locator => page.getByRole("button", { name, exact: true });
