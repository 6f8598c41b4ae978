import type { Socket } from "node:dgram";
import { isIPv4 } from "node:net";
import os from "node:os";
import { foreignLibrary, pointer, tryOnce, type Foreign } from "./foreign.ts";

/** Where a datagram goes. The same object for the same place saves work. */
export interface DatagramTarget {
  readonly address: string;
  readonly port: number;
}

/** Sends one datagram, whose buffer is the caller's again when it returns. It is lost when it cannot be sent. */
export type DatagramSender = (datagram: Buffer, to: DatagramTarget) => void;

/** Linux' numbers. */
const ipv4Family = 2;
const dontWait = 0x40;
const noSignal = 0x4000;

/**
 * Sends by the system's own call where we can, at half of what Node's way costs: that makes an object for each datagram
 * and takes two turns of the event loop. Anything else, and what the system does not take at once, goes Node's way.
 */
export function datagramSender(socket: Socket): DatagramSender {
  const viaNode: DatagramSender = (datagram, { address, port }) => {
    socket.send(Buffer.from(datagram), port, address);
  };
  const sendTo = nativeSendTo();
  const handleOf = descriptorReader(socket);
  if (sendTo === undefined || handleOf === undefined) return viaNode;
  const names = new WeakMap<DatagramTarget, Buffer>();
  return (datagram, to) => {
    const descriptor = handleOf();
    // A closed socket's number may be another file's by now.
    if (descriptor === undefined) return;
    let name = names.get(to);
    if (name === undefined) {
      if (!isIPv4(to.address)) return viaNode(datagram, to);
      names.set(to, (name = socketName(to)));
    }
    const sent = sendTo(descriptor, datagram, datagram.length, dontWait | noSignal, name, name.length);
    if (sent !== datagram.length) viaNode(datagram, to);
  };
}

/** A `sockaddr_in` as Linux has it. */
function socketName({ address, port }: DatagramTarget): Buffer {
  const name = Buffer.alloc(16);
  if (os.endianness() === "LE") name.writeUInt16LE(ipv4Family, 0);
  else name.writeUInt16BE(ipv4Family, 0);
  name.writeUInt16BE(port, 2);
  address.split(".").forEach((part, at) => name.writeUInt8(Number(part), 4 + at));
  return name;
}

/**
 * Node keeps the descriptor to itself, and warns of `_handle`; the same object is in its state. Gives undefined from the
 * moment at which the socket is closed. `datagram-sender.test.ts` notices a Node that keeps it elsewhere.
 */
function descriptorReader(socket: Socket): (() => number | undefined) | undefined {
  if (socket.address().family !== "IPv4") return undefined;
  const symbol = Object.getOwnPropertySymbols(socket).find(
    ({ description }) => description === "state symbol",
  );
  if (symbol === undefined) return undefined;
  const state = (socket as unknown as Record<symbol, { handle?: { fd?: number } | null } | undefined>)[
    symbol
  ];
  const descriptor = state?.handle?.fd;
  if (state === undefined || descriptor === undefined || descriptor < 0) return undefined;
  return () => (state.handle === null ? undefined : descriptor);
}

const nativeSendTo = tryOnce((): Foreign<number> | undefined =>
  process.platform === "linux"
    ? foreignLibrary()?.declare("sendto", "long", ["int", pointer, "size_t", "int", pointer, "uint32"])
    : undefined,
);
