import { createSocket, type Socket, type SocketOptions } from "node:dgram";
import { once } from "node:events";
import { isIPv6 } from "node:net";

export interface PortRange {
  readonly min: number;
  readonly max: number;
}

/** A bound socket. The owner closes it. */
export interface BoundSocket {
  readonly socket: Socket;
  readonly port: number;
}

export interface SocketTuning {
  /** How much may wait to be read and to be sent; 1 MiB when absent. The system may give less (net.core.rmem_max). */
  readonly bufferBytes?: number;
  /**
   * Only numeric addresses of the socket's own family are ever sent to: none is looked up, and no datagram waits for
   * the next tick. "::" then is IPv6 alone, so that clients are known by their addresses as they are.
   */
  readonly numeric?: boolean;
}

/**
 * Binds a UDP socket to `address`; within a range at the first free port at or after a random start. Throws when none
 * is free or the address is not local: the server is misconfigured or full.
 */
export async function bindUdp(
  address: string,
  range: PortRange | undefined,
  tuning: SocketTuning = {},
): Promise<BoundSocket> {
  if (range === undefined) return bindAt(address, 0, tuning);
  const { min, max } = range;
  const count = max - min + 1;
  // A random start keeps a new transport from getting the port that an old client still sends to.
  const start = Math.floor(Math.random() * count);
  for (let step = 0; step < count; step++) {
    try {
      return await bindAt(address, min + ((start + step) % count), tuning);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EADDRINUSE") throw cause;
    }
  }
  // With Node's own code, so that whoever starts a server can say that it is the port.
  throw Object.assign(new Error(`no free UDP port from ${min} to ${max} on ${address}`), {
    code: "EADDRINUSE",
  });
}

async function bindAt(
  address: string,
  port: number,
  { bufferBytes = 1 << 20, numeric = false }: SocketTuning,
): Promise<BoundSocket> {
  const isV6 = isIPv6(address);
  const socket = createSocket({
    type: isV6 ? "udp6" : "udp4",
    ipv6Only: isV6 && numeric,
    recvBufferSize: bufferBytes,
    sendBufferSize: bufferBytes,
    ...(numeric ? { lookup: asItIs } : {}),
  });
  const listening = once(socket, "listening");
  try {
    socket.bind({ address, port, exclusive: true });
    await listening;
  } catch (cause) {
    socket.close();
    throw cause;
  }
  return { socket, port: socket.address().port };
}

export type { Socket };

const asItIs: SocketOptions["lookup"] = (host, _options, done) => done(null, host, isIPv6(host) ? 6 : 4);

/** Resolves when the socket is closed and nothing of it keeps the process alive. */
export async function closeSocket(socket: Socket): Promise<void> {
  const closed = once(socket, "close");
  socket.close();
  await closed;
}
