import type { EngineStats } from "../media-engine.ts";

export const noStats: EngineStats = {
  transports: 0,
  packetsReceived: 0,
  packetsSent: 0,
  bytesReceived: 0,
  bytesSent: 0,
  packetsDropped: 0,
  packetsRetransmitted: 0,
};

/** The counters of both; how many transports there are, the pool knows better. */
export function addStats(one: EngineStats, other: EngineStats = noStats): EngineStats {
  return {
    transports: 0,
    packetsReceived: one.packetsReceived + other.packetsReceived,
    packetsSent: one.packetsSent + other.packetsSent,
    bytesReceived: one.bytesReceived + other.bytesReceived,
    bytesSent: one.bytesSent + other.bytesSent,
    packetsDropped: one.packetsDropped + other.packetsDropped,
    packetsRetransmitted: one.packetsRetransmitted + other.packetsRetransmitted,
  };
}
