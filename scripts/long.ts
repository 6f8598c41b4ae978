/** Load, endurance and bad networks: minutes instead of seconds. Arguments choose files, as Vitest and Playwright do. */
import { ownNetwork } from "./lib/own-network.ts";
import { runPlaywright } from "./lib/playwright.ts";
import { bin, run } from "./lib/run.ts";
import { allNeeds, ensureSystemPackages } from "./lib/system-packages.ts";

const files = process.argv.slice(2);
// One of the two may have none of the chosen files.
const chosen = (option: string): string[] => (files.length === 0 ? [] : [option, ...files]);

await ensureSystemPackages(allNeeds);
const inside = ownNetwork();
const vitest = await run(bin("vitest"), ["run", "--project", "long", ...chosen("--passWithNoTests")]);
const playwright = await runPlaywright({ project: "long", args: chosen("--pass-with-no-tests"), inside });
process.exitCode = vitest === 0 ? playwright : vitest;
