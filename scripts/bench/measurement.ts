/** What a measurement of `npm run bench` is. It gives figures or throws; it never judges a time. */

export type Unit = "ms" | "kB" | "MB" | "kbit/s" | "1/s" | "%" | "";

/** The same thing done by something plain and named, in the same run: what a speed is a ratio to. */
export interface Peer {
  readonly name: string;
  readonly samples: readonly number[];
}

export interface Figure {
  readonly name: string;
  readonly unit: Unit;
  readonly samples: readonly number[];
  /** The worst is then the least. */
  readonly moreIsBetter?: boolean;
  readonly peer?: Peer;
}

export interface Measurement {
  /** What it will give, so that a failed one can say what is missing. */
  readonly figures: readonly string[];
  readonly run: () => Promise<readonly Figure[]>;
}

/** A figure that could not be had. */
export interface Missing {
  readonly name: string;
  readonly notMeasured: string;
}

/** How often a latency is taken. */
export const repetitions = 7;

/** One failed measurement must not lose the others. */
export async function measure({ figures, run }: Measurement): Promise<readonly (Figure | Missing)[]> {
  try {
    return await run();
  } catch (cause) {
    process.stderr.write(`${String(cause instanceof Error ? cause.stack : cause)}\n`);
    const [reason = "unknown"] = String(cause instanceof Error ? cause.message : cause).split("\n");
    return figures.map((name) => ({ name, notMeasured: reason.slice(0, 200) }));
  }
}
