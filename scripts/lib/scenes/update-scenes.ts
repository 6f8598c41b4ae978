/** New versions of the app, in the settings and beside them. */
import type { Page } from "playwright-core";
import type { UpdateState } from "../../../common/contract/updates.ts";
import { connected } from "./cast.ts";
import type { Scene } from "./scene.ts";
import { settingsView } from "./steps.ts";

const inSettings = async (page: Page): Promise<void> => {
  await settingsView(page);
  await page.getByRole("region", { name: "Updates" }).scrollIntoViewIfNeeded();
};
const seen = (name: string, update: UpdateState, more: Pick<Scene, "main"> = {}): Scene => ({
  name: `updates-${name}`,
  state: () => ({ update }),
  act: inSettings,
  ...more,
});
const idle = { phase: "idle", version: null, checkedAt: null, problem: null } as const;
const ready = { phase: "ready", version: "0.2.0", agreed: false, problem: null } as const;

export const updateScenes: Scene[] = [
  {
    name: "updates-newest",
    state: () => ({ update: { ...idle, checkedAt: Date.now() - 600_000 } }),
    act: inSettings,
  },
  seen("downloading", { phase: "downloading", version: "0.2.0", percent: 42 }, { main: true }),
  seen("ready", ready, { main: true }),
  {
    name: "updates-in-call",
    state: () => ({ update: ready, calls: [connected()] }),
    act: inSettings,
  },
  seen("failed", { ...idle, problem: "check" }),
  seen("off", { phase: "off", reason: "administrator" }),
  { name: "updates-offered", state: () => ({ update: ready }), main: true },
];
