import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { EngineStats, MediaObserver } from "../media/media-engine.ts";
import type { PlatformFigures, PlatformObserver } from "../platform/platform-options.ts";

/** What is looked at each time that somebody asks for the metrics. */
export interface MetricsSources {
  readonly figures: () => PlatformFigures;
  readonly stats: () => EngineStats;
}

export interface Metrics {
  readonly media: MediaObserver;
  readonly platform: PlatformObserver;
  /** From then on the platform's and the engine's figures are among the metrics. Once. */
  watch(sources: MetricsSources): void;
  readonly contentType: string;
  /** In the Prometheus text format. Names no participant, no session and no address. */
  text(): Promise<string>;
}

const counters = {
  packetsReceived: ["rtp_packets_received_total", "RTP packets received from publishers"],
  packetsSent: ["rtp_packets_sent_total", "RTP packets sent to subscribers"],
  bytesReceived: ["rtp_bytes_received_total", "Bytes of RTP received: headers and payloads"],
  bytesSent: ["rtp_bytes_sent_total", "Bytes of RTP sent: headers and payloads"],
  packetsDropped: ["datagrams_dropped_total", "Datagrams that were forged, malformed, or not negotiated"],
  packetsRetransmitted: [
    "rtp_packets_retransmitted_total",
    "RTP packets sent once more because a NACK asked",
  ],
} as const satisfies Partial<Record<keyof EngineStats, readonly [string, string]>>;

/** Metrics of one server: Node's own (event loop, memory, handles) and Deskline's. */
export function createMetrics(): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const registers = [register];
  const named = (name: string): string => `deskline_${name}`;
  const negotiation = new Histogram({
    name: named("negotiation_seconds"),
    help: "From an offer to its answer; the client's part is in the subscribe side",
    labelNames: ["side"],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
    registers,
  });
  const roundTrip = new Histogram({
    name: named("round_trip_seconds"),
    help: "Round trips to subscribers, by their receiver reports",
    buckets: [0.001, 0.005, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 2],
    registers,
  });
  const loss = new Histogram({
    name: named("loss_ratio"),
    help: "Share of the packets that subscribers missed, by their receiver reports",
    buckets: [0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5],
    registers,
  });
  const paths = new Histogram({
    name: named("subscriber_path_bits_per_second"),
    help: "What subscribers' paths are thought to carry, each looked at every five seconds",
    buckets: [50e3, 150e3, 300e3, 600e3, 1e6, 2e6, 4e6, 8e6, 16e6],
    registers,
  });
  return {
    platform: { negotiated: (side, seconds) => negotiation.observe({ side }, seconds) },
    media: {
      roundTrip: (seconds) => roundTrip.observe(seconds),
      fractionLost: (fraction) => loss.observe(fraction),
      pathCarries: (bitsPerSecond) => paths.observe(bitsPerSecond),
    },
    watch({ figures, stats }) {
      const gauge = (name: string, help: string, read: () => number): Gauge =>
        new Gauge({
          name: named(name),
          help,
          registers,
          collect() {
            this.set(read());
          },
        });
      gauge("sessions", "Sessions that exist", () => figures().sessions);
      gauge("participants", "Participants that exist", () => figures().participants);
      gauge("media_transports", "Peer connections that are open", () => stats().transports);
      new Gauge({
        name: named("devices"),
        help: "Devices, connected or waited for in their grace period",
        labelNames: ["state"],
        registers,
        collect() {
          for (const [state, count] of Object.entries(figures().devices)) this.set({ state }, count);
        },
      });
      new Gauge({
        name: named("published_tracks"),
        help: "Tracks and channels that are published",
        labelNames: ["kind"],
        registers,
        collect() {
          for (const [kind, count] of Object.entries(figures().tracks)) this.set({ kind }, count);
        },
      });
      for (const [key, [name, help]] of Object.entries(counters)) {
        new Counter({
          name: named(name),
          help,
          registers,
          collect() {
            // A counter of ours only grows, and may only be added to: begin anew with what it is now.
            this.reset();
            this.inc(stats()[key as keyof typeof counters]);
          },
        });
      }
    },
    contentType: register.contentType,
    text: () => register.metrics(),
  };
}
