/** Figures as a table for people, and as one line for programs. */
import type { Figure, Missing } from "./measurement.ts";

const sorted = (samples: readonly number[]): number[] => [...samples].sort((one, other) => one - other);

export function median(samples: readonly number[]): number {
  const inOrder = sorted(samples);
  const middle = inOrder.length / 2;
  const upper = inOrder[Math.floor(middle)] ?? NaN;
  return Number.isInteger(middle) ? ((inOrder[middle - 1] ?? NaN) + upper) / 2 : upper;
}

const worst = (samples: readonly number[], moreIsBetter = false): number =>
  sorted(samples).at(moreIsBetter ? 0 : -1) ?? NaN;
const rounded = (value: number): number =>
  Math.abs(value) < 10 ? Math.round(value * 100) / 100 : Math.round(value);

/** One line of the report: a figure with its median and its worst, beside its peer's. */
export function summary(figure: Figure | Missing) {
  if ("notMeasured" in figure) return figure;
  const { name, unit, samples, moreIsBetter, peer } = figure;
  const own = {
    median: rounded(median(samples)),
    worst: rounded(worst(samples, moreIsBetter)),
    samples: samples.length,
  };
  if (peer === undefined) return { name, unit, ...own };
  const beside = {
    name: peer.name,
    median: rounded(median(peer.samples)),
    worst: rounded(worst(peer.samples, moreIsBetter)),
    samples: peer.samples.length,
  };
  const quotient = Math.round((median(samples) / median(peer.samples)) * 100) / 100;
  // To nothing, or to less than nothing, there is no ratio.
  const ratio = median(peer.samples) > 0 ? quotient : null;
  return { name, unit, ...own, peer: beside, ratio };
}

const heading = ["figure", "unit", "median", "worst", "n", "peer", "its median", "its worst", "ratio"];

/** As a Markdown table, so that it can go into docs/performance.md as it is. */
export function table(figures: readonly (Figure | Missing)[]): string {
  const rows = figures.map(summary).map((line) => {
    if ("notMeasured" in line)
      return [line.name, "", `not measured: ${line.notMeasured}`, "", "", "", "", "", ""];
    const { name, unit, median: middle, worst: last, samples } = line;
    const own = [name, unit, String(middle), String(last), String(samples)];
    if (!("peer" in line)) return [...own, "", "", "", ""];
    const { peer, ratio } = line;
    return [...own, peer.name, String(peer.median), String(peer.worst), String(ratio ?? "")];
  });
  const all = [heading, ...rows];
  const widths = heading.map((_name, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(heading), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}
