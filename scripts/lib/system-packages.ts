/** The programs of the operating system that tests and the demonstration need, and how to get them. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fail, run, say } from "./run.ts";

interface Need {
  /** Present when one of these files exists. */
  readonly anyOf: readonly string[];
  /** The Debian package that brings it. */
  readonly debian: string;
}

const needs = {
  chromium: { anyOf: [process.env.CHROMIUM ?? "/usr/bin/chromium", "/usr/bin/chromium"], debian: "chromium" },
  xvfb: { anyOf: ["/usr/bin/Xvfb"], debian: "xvfb" },
  openbox: { anyOf: ["/usr/bin/openbox"], debian: "openbox" },
  dbus: { anyOf: ["/usr/bin/dbus-run-session"], debian: "dbus" },
  keyring: { anyOf: ["/usr/bin/gnome-keyring-daemon"], debian: "gnome-keyring" },
  libsecret: {
    anyOf: ["x86_64", "aarch64"].map((machine) => `/usr/lib/${machine}-linux-gnu/libsecret-1.so.0`),
    debian: "libsecret-1-0",
  },
  baresip: { anyOf: ["/usr/bin/baresip"], debian: "baresip" },
  sipp: { anyOf: ["/usr/bin/sipp"], debian: "sip-tester" },
  coturn: { anyOf: ["/usr/bin/turnserver"], debian: "coturn" },
  espeak: { anyOf: ["/usr/bin/espeak-ng"], debian: "espeak-ng" },
  iptables: { anyOf: ["/usr/sbin/iptables", "/sbin/iptables"], debian: "iptables" },
  ip: { anyOf: ["/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip"], debian: "iproute2" },
} satisfies Record<string, Need>;

/** For `npm run bench -- sfu` alone: what our media engine is measured beside, and the compiler of its shim. */
const benchNeeds = {
  janus: { anyOf: ["/usr/bin/janus"], debian: "janus" },
  gcc: { anyOf: ["/usr/bin/gcc"], debian: "gcc" },
  libc: { anyOf: ["/usr/include/ifaddrs.h"], debian: "libc6-dev" },
} satisfies Record<string, Need>;

const everything = { ...needs, ...benchNeeds };
export type NeedName = keyof typeof everything;
/** Of the tests and the demonstration. */
export const allNeeds = Object.keys(needs) as NeedName[];

const isMissing = (name: NeedName): boolean => !everything[name].anyOf.some((file) => existsSync(file));

/** Installs what is missing when we are root on Debian; otherwise says exactly what to type, and stops. */
export async function ensureSystemPackages(names: readonly NeedName[]): Promise<void> {
  if (process.platform !== "linux") return;
  const packages = names.filter(isMissing).map((name) => everything[name].debian);
  if (packages.length === 0) return;
  const install = ["install", "-y", "--no-install-recommends", ...packages];
  const canInstall = process.getuid?.() === 0 && spawnSync("apt-get", ["--version"]).status === 0;
  if (!canInstall) {
    fail(
      `These system packages are missing: ${packages.join(", ")}.\nInstall them with:\n  sudo apt-get ${install.join(" ")}`,
    );
  }
  say(`Installing system packages: ${packages.join(", ")}`);
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    stdio: ["ignore", "ignore", "inherit"] as const,
  };
  const apt = (args: readonly string[]): Promise<number> =>
    run("apt-get", args, { ...options, stdio: [...options.stdio] });
  const installed = (await apt(["-qq", "update"])) === 0 && (await apt(["-qq", ...install])) === 0;
  if (!installed)
    fail(`apt-get could not install them. Try by hand:\n  apt-get update && apt-get ${install.join(" ")}`);
}
