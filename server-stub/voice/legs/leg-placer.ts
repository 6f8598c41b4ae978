import type { Interconnect } from "../../platform/interconnect.ts";
import type { PhoneNetwork } from "../../pstn/phone-network.ts";
import type { Uui } from "../bxml/uui.ts";
import { isSipUri, sipHost } from "../call-target.ts";
import type { Leg } from "./leg.ts";
import { SipxLeg } from "./sipx-leg.ts";

export interface LegOrder {
  readonly to: string;
  readonly from: string;
  readonly displayName?: string;
  readonly uui?: Uui;
  readonly ringLimitMs: number;
}

const publicSipxUri = "sip:sipx.webrtc.bandwidth.com:5060";

/** Calls phones at the network and participants at the interconnect. */
export class LegPlacer {
  readonly #network: PhoneNetwork;
  readonly #interconnect: Interconnect;
  readonly #sipxHosts: ReadonlySet<string | undefined>;

  constructor(options: { network: PhoneNetwork; interconnect: Interconnect; sipxUris?: readonly string[] }) {
    this.#network = options.network;
    this.#interconnect = options.interconnect;
    this.#sipxHosts = new Set([publicSipxUri, ...(options.sipxUris ?? [])].map(sipHost));
  }

  /** Never throws: a leg that cannot be placed ends by itself, later. */
  place({ to, from, displayName, uui, ringLimitMs }: LegOrder): Leg {
    if (isSipUri(to) && this.#sipxHosts.has(sipHost(to)))
      return SipxLeg.place(this.#interconnect, uui?.token);
    return this.#network.place({
      to,
      from,
      ringLimitMs,
      ...(displayName === undefined ? {} : { displayName }),
      ...(uui === undefined ? {} : { userToUser: uui.text }),
    });
  }
}
