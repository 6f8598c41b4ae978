import { bindUdp, closeSocket, type PortRange, type Socket } from "../../media/udp-socket.ts";

/** RTP at an even port, RTCP at the next one (RFC 3550 section 11). */
export interface PortPair {
  readonly rtp: Socket;
  readonly rtcp: Socket;
  readonly port: number;
}

/** How often to look for a free pair when there is no range to go through. */
const attempts = 50;

/** Rejects when none is free. */
export async function openPortPair(address: string, range: PortRange | undefined): Promise<PortPair> {
  for (const port of candidates(range)) {
    const pair = await bindPair(address, port);
    if (pair !== undefined) return pair;
  }
  throw new Error(`no free pair of UDP ports on ${address}`);
}

export async function closePortPair({ rtp, rtcp }: PortPair): Promise<void> {
  await Promise.all([closeSocket(rtp), closeSocket(rtcp)]);
}

/** A random start keeps a new call from getting the port that an old phone still sends to. Port 0 takes any. */
function* candidates(range: PortRange | undefined): Generator<number> {
  if (range === undefined) {
    for (let attempt = 0; attempt < attempts; attempt += 1) yield 0;
    return;
  }
  const first = range.min + (range.min % 2);
  const pairs = Math.floor((range.max - first + 1) / 2);
  const start = Math.floor(Math.random() * pairs);
  for (let step = 0; step < pairs; step += 1) yield first + 2 * ((start + step) % pairs);
}

async function bindPair(address: string, port: number): Promise<PortPair | undefined> {
  const rtp = await bindFree(address, port);
  if (rtp === undefined) return undefined;
  const bound = rtp.address().port;
  const rtcp = bound % 2 === 0 ? await bindFree(address, bound + 1) : undefined;
  if (rtcp !== undefined) return { rtp, rtcp, port: bound };
  await closeSocket(rtp);
  return undefined;
}

async function bindFree(address: string, port: number): Promise<Socket | undefined> {
  try {
    return (await bindUdp(address, port === 0 ? undefined : { min: port, max: port })).socket;
  } catch (cause) {
    // The range of one port was not free; anything else is a wrong address.
    if (cause instanceof Error && /^no free UDP port/.test(cause.message)) return undefined;
    throw cause;
  }
}
