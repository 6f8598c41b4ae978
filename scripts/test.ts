/** All checks, in the order in which they are quickest to fail. */
import { bin, mustRun, say } from "./lib/run.ts";
import { allNeeds, ensureSystemPackages } from "./lib/system-packages.ts";

const stages: readonly {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}[] = [
  { name: "format", command: "prettier", args: ["--check", "--log-level", "warn", "."] },
  { name: "lint", command: "eslint", args: [".", "--max-warnings", "0"] },
  { name: "types", command: "tsc", args: ["-b"] },
  { name: "unit", command: "vitest", args: ["run", "--project", "unit"] },
  { name: "integration", command: "vitest", args: ["run", "--project", "integration"] },
  { name: "vendor's SDKs", command: "vitest", args: ["run", "--project", "conformance"] },
  { name: "end to end", command: "tsx", args: ["scripts/e2e.ts"] },
];

await ensureSystemPackages(allNeeds);
for (const { name, command, args } of stages) {
  const start = Date.now();
  say(`\n── ${name}`);
  await mustRun(bin(command), args);
  say(`── ${name}: ok, ${((Date.now() - start) / 1000).toFixed(1)} s`);
}
