import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, type Server } from "node:net";

/**
 * Ports of loopback that were free for TCP and UDP a moment ago, for programs that cannot be asked to choose one. Each with
 * the next one free too: baresip listens there for SIP over TLS, and RTCP is there.
 */
export async function freePorts(count: number): Promise<number[]> {
  const kept: Reservation[] = [];
  while (kept.length < count) kept.push(await reserve());
  await Promise.all(kept.map(({ release }) => release()));
  return kept.map(({ port }) => port);
}

interface Reservation {
  readonly port: number;
  readonly release: () => Promise<void>;
}

/** The system gives a port for TCP alone; its UDP and its neighbour may be somebody's, and then it is another one. */
async function reserve(): Promise<Reservation> {
  const first = createServer().listen(0, "127.0.0.1");
  await once(first, "listening");
  const address = first.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const { port } = address;
  const others = await Promise.all([holdUdp(port), holdTcp(port + 1), holdUdp(port + 1)]);
  const release = async (): Promise<void> => {
    await Promise.all([close(first), ...others.map((end) => end?.())]);
  };
  if (others.every((end) => end !== null)) return { port, release };
  await release();
  return reserve();
}

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

/** How to let it go again; null when it is not to be had. */
type Held = (() => Promise<void>) | null;

function holdTcp(port: number): Promise<Held> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(null));
    server.listen(port, "127.0.0.1", () => resolve(() => close(server)));
  });
}

function holdUdp(port: number): Promise<Held> {
  return new Promise((resolve) => {
    const socket = createSocket("udp4");
    socket.once("error", () => {
      socket.close();
      resolve(null);
    });
    socket.bind({ port, address: "127.0.0.1", exclusive: true }, () =>
      resolve(() => new Promise((closed) => socket.close(() => closed()))),
    );
  });
}
