import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ClientId } from "../../common/ids.ts";
import type { Settings } from "../../common/contract/state.ts";
import { KeptLog } from "../../test/support/kept-log.ts";
import { defaultSettings, FileSettingsStore } from "./file-settings-store.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "settings-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const newClientId = (): ClientId => ClientId.parse(crypto.randomUUID());
const open = (preset: Partial<Settings> = {}): FileSettingsStore =>
  new FileSettingsStore({ folder, newClientId, preset, log: new KeptLog() });
const file = (): string => path.join(folder, "settings.json");

describe("FileSettingsStore", () => {
  it("begins with the defaults and a client id that lasts", () => {
    const first = open();
    expect(first.settings).toEqual(defaultSettings);
    expect(open().clientId).toBe(first.clientId);
  });

  it("keeps what was changed, and where the window was", () => {
    const store = open();
    store.change({ theme: "dark", username: "alice" });
    store.placeWindow({ x: 1, y: 2, width: 980, height: 680, maximized: false });
    expect(open().settings).toMatchObject({ theme: "dark", username: "alice" });
    expect(open().windowPlace).toEqual({ x: 1, y: 2, width: 980, height: 680, maximized: false });
  });

  it("tells its listeners until they leave", () => {
    const store = open();
    const seen: string[] = [];
    const stop = store.onChange((settings) => seen.push(settings.theme));
    store.change({ theme: "dark" });
    stop();
    store.change({ theme: "light" });
    expect(seen).toEqual(["dark"]);
  });

  it("puts a damaged file aside instead of overwriting it", () => {
    writeFileSync(file(), "{ not json");
    expect(open().settings).toEqual(defaultSettings);
    expect(readFileSync(`${file()}.damaged`, "utf8")).toBe("{ not json");
  });

  it("begins with the defaults when the file cannot be read at all, and leaves it as it is", () => {
    mkdirSync(file());
    const store = open();
    store.change({ theme: "dark" });
    expect(store.settings).toEqual({ ...defaultSettings, theme: "dark" });
    expect(statSync(file()).isDirectory()).toBe(true);
  });

  it("does not overwrite a damaged file that cannot be put aside", () => {
    writeFileSync(file(), "{ not json");
    mkdirSync(path.join(`${file()}.damaged`, "in the way"), { recursive: true });
    open().change({ theme: "dark" });
    expect(readFileSync(file(), "utf8")).toBe("{ not json");
  });

  it("lets one unreadable setting fall back without the others", () => {
    const store = open();
    const stored = {
      clientId: store.clientId,
      settings: { theme: "purple", username: "bob" },
      window: "left",
    };
    writeFileSync(file(), JSON.stringify(stored));
    expect(open().settings).toEqual({ ...defaultSettings, username: "bob" });
    expect(open().clientId).toBe(store.clientId);
  });

  it("lets the preset of this run win", () => {
    open().change({ server: "https://old.example" });
    expect(open({ server: "http://127.0.0.1:1" }).settings.server).toBe("http://127.0.0.1:1");
  });

  it("writes for this user only and leaves no temporary file", () => {
    open();
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["settings.json"]);
  });
});
