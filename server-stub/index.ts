/** The server's command line. Standard output gets one line, when it is ready; the log goes to standard error. */
import { constants } from "node:os";
import { text } from "node:stream/consumers";
import type { Config } from "./config.ts";
import { readCommandLine } from "./config-sources.ts";
import { createJsonLog, type Log } from "./log.ts";
import { type RunningServer, startServer } from "./server.ts";
import { StartError } from "./start-error.ts";
import { hashPassword } from "./token-server/passwords.ts";

/** A shutdown that hangs must not outlive the patience of who asked for it. Begins when calls have had their time. */
const shutdownMs = 10_000;

const commandLine = await readCommandLine(process.argv.slice(2), process.env);
if (!commandLine.ok) refuse(commandLine.error);
else if (commandLine.value.hashPassword) await printHash();
else await serve(commandLine.value.config);

async function serve(config: Config): Promise<void> {
  const log = createJsonLog({
    level: config.logLevel,
    write: (line) => process.stderr.write(line),
    now: () => Date.now(),
  });
  try {
    const mediaWorker = new URL("./media-worker.js", import.meta.url);
    const server = await startServer(config, { log, mediaWorker });
    onSignal(log, server);
    const {
      tokenServerUrl: tokenServer,
      controlApiUrl: controlApi,
      deviceGatewayUrl: deviceGateway,
      voiceApiUrl: voiceApi,
      metricsUrl: metrics,
      faultsUrl: faults,
    } = server;
    const addresses = { tokenServer, controlApi, deviceGateway, voiceApi, metrics };
    const forTests = faults === null ? {} : { faults };
    process.stdout.write(`${JSON.stringify({ ready: true, ...addresses, ...forTests })}\n`);
  } catch (cause) {
    if (!(cause instanceof StartError)) throw cause;
    refuse(cause.message);
  }
}

/** The first signal drains and closes; the second one ends the process at once, with the status of a signal. */
function onSignal(log: Log, server: RunningServer): void {
  let closing = false;
  const stop = (signal: "SIGTERM" | "SIGINT"): void => {
    if (closing) {
      log("warn", "ended by a second signal", { signal });
      process.exit(128 + constants.signals[signal]);
    }
    closing = true;
    shutDown(log, server, signal).then(
      () => process.exit(0),
      (error: unknown) => {
        log("error", "shutdown failed", { error });
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}

async function shutDown(log: Log, server: RunningServer, signal: string): Promise<void> {
  log("info", "shutting down", { signal });
  await server.drain();
  log("info", "closing");
  setTimeout(() => {
    log("error", "shutdown took too long");
    process.exit(1);
  }, shutdownMs).unref();
  await server.close();
}

async function printHash(): Promise<void> {
  const password = (await text(process.stdin)).replace(/\r?\n$/, "");
  if (password === "") return refuse("Give the password on standard input.");
  process.stdout.write(`${await hashPassword(password)}\n`);
}

function refuse(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
