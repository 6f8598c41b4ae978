import { bin, mustRun, run } from "./lib/run.ts";

await mustRun(bin("vite"), ["build", "--logLevel", "warn", "-c", "vite.server.config.ts"]);
process.exitCode = await run(process.execPath, ["dist/server/index.js", ...process.argv.slice(2)]);
