import { networkInterfaces } from "node:os";
import type { Clock } from "../../common/clock.ts";
import type { Log } from "../log.ts";
import type { PortRange } from "../media/udp-socket.ts";
import { readDestination } from "./destination.ts";
import { FailedCall } from "./failed-call.ts";
import type { PhoneCall, PhoneNetwork, PlaceOptions } from "./phone-network.ts";
import { SimulatedPhones } from "./simulated/simulated-phones.ts";
import type { TrunkOptions } from "./trunk/trunk-options.ts";
import { Trunk } from "./trunk/trunk.ts";

export interface PhoneNetworkOptions {
  readonly trunk?: TrunkOptions;
  /** Whether the numbers of `simulated/number-plan.ts` are simulated phones. */
  readonly simulated: boolean;
  readonly clock: Clock;
  readonly log: Log;
  /** For SIP and RTP. */
  readonly listenAddress: string;
  /** What the trunk is told to send to; `listenAddress` when absent. */
  readonly publicAddress?: string;
  /** UDP ports for RTP; any free pair when absent. */
  readonly rtpPortRange?: PortRange;
}

export interface ComposedPhoneNetwork extends PhoneNetwork {
  /** For whoever wants a simulated phone to call us. */
  readonly simulatedPhones: SimulatedPhones | undefined;
  readonly trunk: Pick<Trunk, "port" | "isRegistered"> | undefined;
}

/** An incoming call that nobody rings, answers or rejects in this time is refused. */
const unattendedMs = 30_000;

/** Simulated phones and the trunk as one network. Rejects when the trunk's port is taken. */
export async function createPhoneNetwork(options: PhoneNetworkOptions): Promise<ComposedPhoneNetwork> {
  const { clock } = options;
  let listener: ((call: PhoneCall) => void) | undefined;
  const onIncoming = (call: PhoneCall): void => {
    if (listener === undefined) return call.reject("rejected");
    clock.after(unattendedMs, () => {
      if (call.state === "trying") call.hangUp();
    });
    listener(call);
  };
  const trunk = options.trunk && (await openTrunk(options, options.trunk, onIncoming));
  const simulatedPhones = options.simulated ? new SimulatedPhones({ clock, onIncoming }) : undefined;

  const place = (placing: PlaceOptions): PhoneCall => {
    const destination = readDestination(placing.to);
    if (destination?.kind === "number" && simulatedPhones?.has(destination.number))
      return simulatedPhones.place(placing);
    if (destination === undefined || trunk === undefined) return new FailedCall(placing, clock);
    return trunk.place(placing, destination);
  };

  return {
    simulatedPhones,
    trunk,
    place,
    onIncoming(next) {
      listener = next;
      return () => {
        if (listener === next) listener = undefined;
      };
    },
    async close() {
      simulatedPhones?.close();
      await trunk?.close();
    },
  };
}

function openTrunk(
  { clock, log, listenAddress, publicAddress, rtpPortRange }: PhoneNetworkOptions,
  trunk: TrunkOptions,
  onIncoming: (call: PhoneCall) => void,
): Promise<Trunk> {
  return Trunk.open({
    options: trunk,
    clock,
    log,
    listenAddress,
    publicAddress: publicAddress ?? ownAddress(listenAddress),
    rtpPortRange,
    onIncoming,
  });
}

/** An address to name to others: where we listen, or with a wildcard the machine's first one on a network. */
function ownAddress(listenAddress: string): string {
  if (listenAddress !== "0.0.0.0" && listenAddress !== "::") return listenAddress;
  const family = listenAddress === "::" ? "IPv6" : "IPv4";
  const addresses = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  const external = addresses.find((entry) => entry.family === family && !entry.internal);
  return external?.address ?? (family === "IPv6" ? "::1" : "127.0.0.1");
}
