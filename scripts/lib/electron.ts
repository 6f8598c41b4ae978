/** Which runtime there is for the desktop app. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "./run.ts";

const packageDir = path.join(root, "node_modules", "electron");

/** The electron package's own executable, when its binary has been fetched. Never `require("electron")`: that fetches. */
export function realElectron(): string | null {
  const pathFile = path.join(packageDir, "path.txt");
  if (!existsSync(pathFile)) return null;
  const executable = path.join(packageDir, "dist", readFileSync(pathFile, "utf8").trim());
  return existsSync(executable) ? executable : null;
}

/** Lets the electron package fetch its binary. Quick to fail where it cannot be reached; bounded where that hangs. */
export function fetchElectron(limitMs: number): string | null {
  spawnSync(process.execPath, [path.join(packageDir, "install.js")], { stdio: "ignore", timeout: limitMs });
  return realElectron();
}
