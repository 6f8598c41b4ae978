import { say } from "./run.ts";

export interface Stage {
  readonly name: string;
  /** Throws when it does not hold; may return a figure for the report. */
  readonly run: () => Promise<string | void>;
}

/** Runs stages in order and reports each; what comes after a failed one is not tried. */
export async function runStages(stages: readonly Stage[]): Promise<boolean> {
  for (const { name, run } of stages) {
    try {
      const figure = await run();
      say(`  ok      ${name}${figure ? ` (${figure})` : ""}`);
    } catch (cause) {
      say(`  FAILED  ${name}\n          ${cause instanceof Error ? cause.message : String(cause)}`);
      return false;
    }
  }
  return true;
}
