import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Config } from "./config.ts";
import type { ListeningMediaEngine, MediaEngineOptions } from "./media/media-engine.ts";
import { createMediaPool } from "./media/pool/media-pool.ts";
import { createMediaEngine } from "./media/werift-engine.ts";
import { listening, StartError } from "./start-error.ts";

type Ports = Pick<MediaEngineOptions, "log" | "observe" | "impair">;

/** Media in this thread, or in as many worker threads as are configured, at most one for each core. It listens. */
export async function openMedia(
  config: Config,
  ports: Ports,
  workerScript: URL | undefined,
): Promise<ListeningMediaEngine> {
  const addresses = mediaAddresses(config);
  const engine = createEngine(config.media.workers, { ...addresses, ...ports }, workerScript);
  try {
    const { listenAddress, port = 0, tcpPort } = addresses;
    const setting = tcpPort === undefined ? "media.port" : "media.port, or that of media.tcpPort";
    await listening(listenAddress, port, () => engine.listen(), setting);
    return engine;
  } catch (cause) {
    await engine.close();
    throw cause;
  }
}

function createEngine(
  workers: number,
  options: MediaEngineOptions,
  workerScript: URL | undefined,
): ListeningMediaEngine {
  if (workers === 0) return createMediaEngine(options);
  if (workerScript === undefined) throw new StartError("media.workers needs the server's own bundle.");
  const { impair: _inOneThreadOnly, ...others } = options;
  return createMediaPool({
    ...others,
    workers: Math.min(workers, availableParallelism()),
    startWorker: () => new Worker(workerScript),
  });
}

function mediaAddresses({ host, port, media }: Config): Omit<MediaEngineOptions, "log"> {
  const { publicAddress, portRange, tcpPort } = media;
  return {
    listenAddress: media.listenAddress ?? (host === "localhost" ? "127.0.0.1" : host),
    ...(publicAddress === undefined ? {} : { publicAddress }),
    ...(tcpPort === undefined ? {} : { tcpPort }),
    ...(portRange === undefined ? { port: media.port ?? (port === 0 ? 0 : port + 4) } : { portRange }),
  };
}
