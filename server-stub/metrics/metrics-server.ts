import fastify from "fastify";
import type { Metrics } from "./metrics.ts";

export interface MetricsServerOptions {
  /** A loopback address unless the configuration says otherwise: the figures are for whoever runs the server. */
  readonly host: string;
  readonly port: number;
  readonly metrics: Pick<Metrics, "text" | "contentType">;
}

export interface MetricsServer {
  readonly url: string;
  close(): Promise<void>;
}

/** `GET /metrics` for Prometheus, on a port of its own. Rejects when it cannot listen. */
export async function createMetricsServer({
  host,
  port,
  metrics,
}: MetricsServerOptions): Promise<MetricsServer> {
  const app = fastify({ logger: false, forceCloseConnections: true });
  app.get("/metrics", async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));
  const url = await app.listen({ host, port });
  return { url: `${url}/metrics`, close: () => app.close() };
}
