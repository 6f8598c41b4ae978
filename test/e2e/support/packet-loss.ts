/** Real packet loss: the kernel throws away what arrives on the loopback interface of a network of our own. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);

export interface Counted {
  readonly arrived: number;
  readonly dropped: number;
}

/**
 * Loses this share of the datagrams, each by chance and in every direction, until the network is gone. Only inside
 * scripts/lib/own-network.ts: anywhere else it would be the machine's own traffic.
 */
export async function losePackets(probability: number): Promise<{ counted: () => Promise<Counted> }> {
  if (process.env.DESKLINE_OWN_NETWORK !== "1") {
    throw new Error("this test needs a network of its own: run it by npm run test:long");
  }
  // On arrival: who sends is told nothing, as with a lost packet. The first rule only counts.
  const arrival = ["-A", "INPUT", "-i", "lo", "-p", "udp"];
  const byChance = ["-m", "statistic", "--mode", "random", "--probability", String(probability)];
  await execute("iptables", arrival);
  await execute("iptables", [...arrival, ...byChance, "-j", "DROP"]);
  return {
    counted: async () => {
      const { stdout } = await execute("iptables", ["-nvxL", "INPUT"]);
      const [arrived, dropped] = stdout
        .split("\n")
        .slice(2)
        .map((line) => Number(line.trim().split(/\s+/)[0]));
      if (arrived === undefined || dropped === undefined) throw new Error(`no counters in: ${stdout}`);
      return { arrived, dropped };
    },
  };
}
