import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { _electron, type Page } from "@playwright/test";
import { root } from "../lib/run.ts";
import { type Measurement, repetitions } from "./measurement.ts";

const startUp = "start-up to the sign-in form";

/** Fresh profiles; app and peer take turns, so that what else the machine does meets both. */
export const startUps: Measurement = {
  figures: [startUp],
  run: async () => {
    const own: number[] = [];
    const empty: number[] = [];
    for (let count = 0; count < repetitions; count++) {
      own.push(await startMs(root, (page) => page.getByLabel("Username").waitFor()));
      empty.push(await startMs(emptyApp, (page) => page.getByText("Empty").waitFor()));
    }
    const peer = { name: "an app with one empty window, same runtime", samples: empty };
    return [{ name: startUp, unit: "ms", samples: own, peer }];
  },
};

const emptyApp = path.join(import.meta.dirname, "empty-app");

/** From the start of the process until its window shows what is waited for. */
async function startMs(app: string, shown: (page: Page) => Promise<void>): Promise<number> {
  const userData = await mkdtemp(path.join(os.tmpdir(), "deskline-bench-"));
  const env = { ...(process.env as Record<string, string>), ELECTRON_HOST_HEADLESS: "1" };
  const start = performance.now();
  const running = await _electron.launch({ args: [`--user-data-dir=${userData}`, app], env });
  try {
    await shown(await running.firstWindow());
    return performance.now() - start;
  } finally {
    await running.close();
    await rm(userData, { recursive: true, force: true, maxRetries: 5 });
  }
}
