/**
 * The conformance list of the protocol, item by item: runs the tests whose titles name an item, the
 * vendor's own SDKs among them, and prints what each item came to. Exit 0 only if every item holds or has its reason.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { z } from "zod";
import { type Requirement, requirements, requirementsOf } from "../test/conformance/requirements.ts";
import { bin, root, run, say } from "./lib/run.ts";
import { ensureSystemPackages } from "./lib/system-packages.ts";

/** What of vitest's JSON report is read here. */
const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(z.object({ title: z.string(), status: z.string() })),
    }),
  ),
});

interface Outcome {
  readonly file: string;
  readonly title: string;
  readonly held: boolean;
}

await ensureSystemPackages(["chromium"]);
const folder = await mkdtemp(path.join(os.tmpdir(), "deskline-conformance-"));
const file = path.join(folder, "report.json");
const projects = ["unit", "integration", "conformance"].flatMap((name) => ["--project", name]);
const args = ["run", ...projects, "-t", "\\bR\\d+\\b", "--reporter=json", `--outputFile=${file}`];
const code = await run(bin("vitest"), args, { stdio: ["ignore", "ignore", "inherit"] });
const report = Report.parse(JSON.parse(await readFile(file, "utf8")));
await rm(folder, { recursive: true });

const outcomes: readonly Outcome[] = report.testResults.flatMap(({ name, assertionResults }) =>
  assertionResults
    .filter(({ status }) => status === "passed" || status === "failed")
    .map(({ title, status }) => ({ file: path.relative(root, name), title, held: status === "passed" })),
);

const judge = ({ id, reason }: Requirement): { held: boolean; proven: boolean; words: string } => {
  const proofs = outcomes.filter(({ title }) => requirementsOf(title).includes(id));
  const broken = proofs.filter(({ held }) => !held);
  if (broken.length > 0)
    return { held: false, proven: false, words: broken.map((one) => `${one.file}: ${one.title}`).join("; ") };
  if (proofs.length > 0) {
    const withVendor = proofs.filter((one) => one.file.includes("vendor-")).length;
    return {
      held: true,
      proven: true,
      words: `${String(proofs.length)} tests${withVendor > 0 ? `, ${String(withVendor)} with the vendor's SDK` : ""}`,
    };
  }
  return { held: reason !== undefined, proven: false, words: reason ?? "no test" };
};

let isGreen = code === 0;
for (const requirement of requirements) {
  const { held, proven, words } = judge(requirement);
  isGreen &&= held;
  say(
    `${held ? (proven ? "ok  " : "none") : "FAIL"}  ${requirement.id.padEnd(4)} ${requirement.side}  ${requirement.text.padEnd(72)} ${words}`,
  );
}
say(
  isGreen
    ? "\nEvery item holds or says why there is nothing to hold."
    : `\nNot every item holds (vitest ended with code ${String(code)}).`,
);
process.exitCode = isGreen ? 0 : 1;
