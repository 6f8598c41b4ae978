import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { text } from "./en.ts";

const renderer = path.join(import.meta.dirname, "..");

/** Everything that could show a text. Where the texts are put together does not count as using them. */
const sources = readdirSync(renderer, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|^strings[\\/]en\.ts$/.test(file))
  .map((file) => readFileSync(path.join(renderer, file), "utf8"));

/** As a property, or as the key of one that is looked up. */
const reads = (source: string, name: string): boolean => new RegExp(`(\\.|")${name}\\b`).test(source);

/** Texts of a section that nobody who names the section reads: a guess on the safe side, as names repeat. */
function unusedOf(section: string, texts: object): string[] {
  // Looked up by a key of some union: that none is too many is the compiler's business.
  if (sources.some((source) => source.includes(`text.${section}[`))) return [];
  const users = sources.filter(
    (source) => new RegExp(`\\btext\\.${section}\\b`).test(source) || isHandedTexts(source),
  );
  const isUsed = (name: string): boolean =>
    users.some(
      (source) =>
        reads(source, name) ||
        // Looked up beside the label of the same name: words[`${name}Detail`].
        (source.includes("}Detail`]") && reads(source, name.replace(/Detail$/, ""))),
    );
  return Object.keys(texts)
    .filter((name) => !isUsed(name))
    .map((name) => `${section}.${name}`);
}

/** A helper that is given a section as its `words`. */
const isHandedTexts = (source: string): boolean => /\bwords: \{/.test(source);

describe("texts", () => {
  it("are all used by some view", () => {
    const unused = Object.entries(text).flatMap(([section, texts]) => {
      if (typeof texts !== "string") return unusedOf(section, texts);
      return sources.some((source) => source.includes(`text.${section}`)) ? [] : [section];
    });
    expect(unused).toEqual([]);
  });
});
