import { allNeeds, ensureSystemPackages } from "./lib/system-packages.ts";

await ensureSystemPackages(allNeeds);
