import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
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

/**
 * Binds a UDP socket to `address`, at the first free port at or after a random start within `range`. Throws when none
 * is free or the address is not local: the server is misconfigured or full.
 */
export async function bindUdp(address: string, range: PortRange | undefined): Promise<BoundSocket> {
  if (range === undefined) return bindAt(address, 0);
  const count = range.max - range.min + 1;
  // A random start keeps a new transport from getting the port that an old client still sends to.
  const start = Math.floor(Math.random() * count);
  for (let step = 0; step < count; step++) {
    try {
      return await bindAt(address, range.min + ((start + step) % count));
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EADDRINUSE") throw cause;
    }
  }
  // With Node's own code, so that whoever starts a server can say that it is the port.
  throw Object.assign(new Error(`no free UDP port from ${range.min} to ${range.max} on ${address}`), {
    code: "EADDRINUSE",
  });
}

async function bindAt(address: string, port: number): Promise<BoundSocket> {
  const socket = createSocket({ type: isIPv6(address) ? "udp6" : "udp4", recvBufferSize: 1 << 20 });
  try {
    socket.bind({ address, port, exclusive: true });
    await once(socket, "listening");
  } catch (cause) {
    socket.close();
    throw cause;
  }
  return { socket, port: socket.address().port };
}

/** Resolves when the socket is closed and nothing of it keeps the process alive. */
export async function closeSocket(socket: Socket): Promise<void> {
  const closed = once(socket, "close");
  socket.close();
  await closed;
}

export type { RemoteInfo, Socket };
