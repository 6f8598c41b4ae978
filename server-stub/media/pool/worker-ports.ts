import type { MediaEngineOptions } from "../media-engine.ts";

type Ports = Pick<MediaEngineOptions, "port" | "portRange" | "tcpPort">;

/** The ports of one of `count` workers: the next one for each, or an equal part of the range. */
export function portsOf({ port, portRange, tcpPort }: Ports, at: number, count: number): Ports {
  const next = (first: number): number => (first === 0 ? 0 : first + at);
  const tcp = tcpPort === undefined ? {} : { tcpPort: next(tcpPort) };
  if (portRange !== undefined) {
    const each = Math.floor((portRange.max - portRange.min + 1) / count);
    const min = portRange.min + at * each;
    return { ...tcp, portRange: { min, max: min + each - 1 } };
  }
  return port === undefined || port === 0 ? tcp : { ...tcp, port: port + at };
}
