#!/usr/bin/env node
/**
 * Stands in for fpm where electron-builder makes a deb: fpm itself is fetched from the network. Takes the few
 * arguments that electron-builder gives and lets dpkg-deb build the package from them.
 */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";

const named = { name: "", version: "", architecture: "", maintainer: "", description: "", package: "" };
const scripts = { "after-install": "postinst", "after-remove": "postrm" };
const depends = [];
const contents = [];
const staging = mkdtempSync(path.join(os.tmpdir(), "deb-staging-"));
mkdirSync(path.join(staging, "DEBIAN"));

/** Arguments come from the command line and from a file of them. */
const args = process.argv
  .slice(2)
  .flatMap((one) => (one.startsWith("@") ? readFileSync(one.slice(1), "utf8").split("\n") : one));
for (let at = 0; at < args.length; at++) {
  const match = /^--([a-z-]+)(?:=([\s\S]*))?$/.exec(args[at]);
  if (match === null) {
    if (args[at].startsWith("-")) at++; // -s dir, -t deb, -d dependency and the like
    if (args[at - 1] === "-d") depends.push(args[at]);
    else if (/^\/.*=\//.test(args[at])) contents.push(args[at].split("="));
    continue;
  }
  const [, name] = match;
  if (name === "force") continue;
  const value = match[2] ?? args[++at];
  if (name in named) named[name] = value;
  else if (name === "depends") depends.push(value);
  else if (name in scripts) {
    copyFileSync(value, path.join(staging, "DEBIAN", scripts[name]));
    chmodSync(path.join(staging, "DEBIAN", scripts[name]), 0o755);
  }
}
for (const [from, to] of contents) {
  const target = path.join(staging, to);
  mkdirSync(path.dirname(target), { recursive: true });
  cpSync(from.replace(/\/$/, ""), target, { recursive: true, verbatimSymlinks: true });
}
const debian = { x86_64: "amd64", aarch64: "arm64" };
const control = [
  ["Package", named.name],
  ["Version", named.version],
  ["Architecture", debian[named.architecture] ?? named.architecture],
  ["Maintainer", named.maintainer],
  ["Depends", depends.join(", ")],
  ["Description", named.description.replace(/\n+/g, "\n ")],
].map(([name, value]) => `${name}: ${value}\n`);
writeFileSync(path.join(staging, "DEBIAN", "control"), control.join(""));
chmodSync(staging, 0o755);
execFileSync("dpkg-deb", ["--root-owner-group", "-Znone", "--build", staging, named.package], {
  stdio: "ignore",
});
rmSync(staging, { recursive: true });
