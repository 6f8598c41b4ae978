import { spawnSync } from "node:child_process";
import { fail } from "./run.ts";

export interface OwnNetwork {
  /** What a program is started by to be in it. */
  readonly command: readonly string[];
  /** Tells the program that the network is its own to impair. */
  readonly env: Readonly<Record<string, string>>;
}

const bringUp = 'ip link set lo up && exec "$@"';

/**
 * A network namespace with the loopback interface alone, gone with the last program in it. Root makes one; others make
 * it in a user namespace, where the system lets them. Stops with what to do where neither works.
 */
export function ownNetwork(): OwnNetwork {
  const asRoot = process.getuid?.() === 0 ? [] : ["--map-root-user"];
  const command = ["unshare", ...asRoot, "--net", "--", "sh", "-c", bringUp, "sh"];
  const [program = "", ...args] = command;
  const check = ["sh", "-c", "iptables -A INPUT -p udp -m statistic --mode random --probability 0.2 -j DROP"];
  const tried = spawnSync(program, [...args, ...check], { env, encoding: "utf8" });
  if (tried.status !== 0) {
    fail(
      "These tests lose packets, in a network namespace of their own, and this system does not let us make one:\n" +
        `  ${(tried.error?.message ?? tried.stderr).trim()}\n` +
        "It works on Linux as root, or where unprivileged user namespaces are allowed. Try:\n" +
        "  sudo npm run test:long",
    );
  }
  return { command, env: own };
}

const own = {
  DESKLINE_OWN_NETWORK: "1",
  // Where iptables is, which others than root may not have in theirs.
  PATH: `${process.env.PATH ?? ""}:/usr/sbin:/sbin`,
  // Whoever is not root cannot take the usual lock.
  XTABLES_LOCKFILE: "/dev/null",
};
const env = { ...process.env, ...own };
