import type { Dispose } from "../../../common/scope.ts";

export type SipProtocol = "udp" | "tcp";

/** Where a message came from or goes to. For TCP it also names the connection: answers go back on the same one. */
export interface Remote {
  readonly protocol: SipProtocol;
  readonly address: string;
  readonly port: number;
}

/** Carries whole SIP messages; knows nothing of what they say. */
export interface SipTransport {
  /** What we write into Via and Contact. */
  readonly address: string;
  readonly port: number;
  onMessage(listener: (data: Buffer, from: Remote) => void): Dispose;
  /** `onFailure` is called at most once, later, when it is known that the message did not get there. */
  send(data: Buffer, to: Remote, onFailure: () => void): void;
  /** Whether a TCP connection to that remote is open. */
  isConnected(remote: Remote): boolean;
  close(): Promise<void>;
}

/** In a header or an address, IPv6 wears brackets. */
export const hostOf = (address: string): string => (address.includes(":") ? `[${address}]` : address);
