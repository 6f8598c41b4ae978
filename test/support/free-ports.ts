import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";

/** Ports of loopback that were free for TCP and UDP a moment ago, for programs that cannot be asked to choose one. */
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

/** A port that the system gives for TCP may be somebody's UDP port: then another one. */
async function reserve(): Promise<Reservation> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const { port } = address;
  const closeServer = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  const socket = createSocket("udp4");
  const isFree = await new Promise<boolean>((resolve) => {
    socket.once("error", () => resolve(false));
    socket.bind({ port, address: "127.0.0.1", exclusive: true }, () => resolve(true));
  });
  const closeSocket = (): Promise<void> => new Promise((resolve) => socket.close(() => resolve()));
  if (isFree) {
    return { port, release: () => Promise.all([closeServer(), closeSocket()]).then(() => undefined) };
  }
  await Promise.all([closeServer(), closeSocket()]);
  return reserve();
}
