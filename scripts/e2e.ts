/** The built apps and the built server, through their windows. Arguments go to Playwright. */
import { runPlaywright } from "./lib/playwright.ts";
import { allNeeds, ensureSystemPackages } from "./lib/system-packages.ts";

await ensureSystemPackages(allNeeds);
process.exitCode = await runPlaywright({ project: "e2e", args: process.argv.slice(2) });
