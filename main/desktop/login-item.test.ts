import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { KeptLog } from "../../test/support/kept-log.ts";
import { type LoginItemPorts, setStartAtLogin } from "./login-item.ts";

let configFolder: string;
beforeEach(() => (configFolder = mkdtempSync(path.join(os.tmpdir(), "deskline-config-"))));
afterEach(() => rmSync(configFolder, { recursive: true }));

const ports = (change: Partial<LoginItemPorts> = {}): LoginItemPorts & { readonly set: unknown[] } => {
  const set: unknown[] = [];
  const app = { isPackaged: true, setLoginItemSettings: (settings: unknown) => set.push(settings) };
  // Only this method is used.
  return {
    app,
    platform: "linux",
    executable: "/opt/Deskline/deskline",
    configFolder,
    log: new KeptLog(),
    ...change,
    set,
  } as never;
};

describe("setStartAtLogin", () => {
  it("asks the system on Windows and macOS, hidden", () => {
    const desk = ports({ platform: "win32" });
    setStartAtLogin(desk, true);
    setStartAtLogin(desk, false);
    expect(desk.set).toEqual([
      { openAtLogin: true, args: ["--hidden"] },
      { openAtLogin: false, args: ["--hidden"] },
    ]);
  });

  it("writes an autostart file on Linux, and takes it away again", () => {
    const file = path.join(configFolder, "autostart", "deskline.desktop");
    setStartAtLogin(ports(), true);
    expect(readFileSync(file, "utf8")).toContain('Exec="/opt/Deskline/deskline" --hidden\n');
    setStartAtLogin(ports(), false);
    expect(existsSync(file)).toBe(false);
    setStartAtLogin(ports(), false);
  });

  it("lets no character of the path out of its quotes", () => {
    setStartAtLogin(ports({ executable: '/opt/a "b" $c `d` 100%/deskline' }), true);
    const text = readFileSync(path.join(configFolder, "autostart", "deskline.desktop"), "utf8");
    expect(text).toContain('Exec="/opt/a \\"b\\" \\$c \\`d\\` 100%%/deskline" --hidden');
  });

  it("leaves the app running when the folder cannot be written", () => {
    const log = new KeptLog();
    const file = path.join(configFolder, "a-file");
    writeFileSync(file, "");
    setStartAtLogin(ports({ configFolder: file, log }), true);
    expect(JSON.stringify(log)).toContain("start at login not changed");
  });
});
