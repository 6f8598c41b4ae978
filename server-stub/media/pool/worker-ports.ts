import type { MediaEngineOptions } from "../media-engine.ts";

type Ports = Pick<MediaEngineOptions, "port" | "portRange">;

/** The UDP ports of one of `count` workers: the next port for each, or an equal part of the range. */
export function portsOf({ port, portRange }: Ports, at: number, count: number): Ports {
  if (portRange !== undefined) {
    const each = Math.floor((portRange.max - portRange.min + 1) / count);
    const min = portRange.min + at * each;
    return { portRange: { min, max: min + each - 1 } };
  }
  return port === undefined || port === 0 ? {} : { port: port + at };
}
