import type { NetworkInterfaceInfo } from "node:os";
import type { Clock } from "../../common/clock.ts";
import type { Dispose } from "../../common/scope.ts";

export const watchEveryMs = 3_000;

export interface NetworkWatchPorts {
  readonly clock: Clock;
  /** As `os.networkInterfaces` tells. */
  readonly interfaces: () => NodeJS.Dict<NetworkInterfaceInfo[]>;
  /** Something is under way that a change of the network would break. */
  readonly wanted: () => boolean;
  readonly onChange: () => void;
}

/**
 * Notices another network, such as a cable pulled out or a VPN that came up, by the addresses of this computer. The system
 * tells of it only in the page, and there only of being on line at all. Looks while it is wanted, and not otherwise.
 */
export class NetworkWatch {
  readonly #ports: NetworkWatchPorts;
  #known = "";
  #cancel: Dispose | null = null;

  constructor(ports: NetworkWatchPorts) {
    this.#ports = ports;
  }

  /** Call it whenever `wanted` may have changed. */
  refresh(): void {
    const { wanted, interfaces } = this.#ports;
    if (wanted() === (this.#cancel !== null)) return;
    if (this.#cancel !== null) return this.stop();
    this.#known = signatureOf(interfaces());
    this.#plan();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #plan(): void {
    this.#cancel = this.#ports.clock.after(watchEveryMs, () => this.#look());
  }

  #look(): void {
    this.#plan();
    const now = signatureOf(this.#ports.interfaces());
    if (now === this.#known) return;
    this.#known = now;
    this.#ports.onChange();
  }
}

/** An IPv6 host changes its address for privacy and stays where it is (RFC 8981): its network is in the first half. */
function signatureOf(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): string {
  const addresses = Object.entries(interfaces).flatMap(([name, entries]) =>
    (entries ?? [])
      .filter(({ internal, address }) => !internal && !address.startsWith("fe80:"))
      .map(({ family, address }) => `${name} ${family === "IPv6" ? networkOf(address) : address}`),
  );
  return [...new Set(addresses)].sort().join("\n");
}

const networkOf = (address: string): string => address.split(":").slice(0, 4).join(":");
