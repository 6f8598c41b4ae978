/** docs/security.md names a test for what it claims. A test that was renamed or removed takes its claim with it. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
const text = readFileSync(path.join(root, "docs/security.md"), "utf8");

interface Reference {
  readonly file: string;
  readonly title: string;
}

/** A file in backticks, then titles in quotation marks, with commas or small words between them. */
function referencesIn(doc: string): Reference[] {
  const cited = /`([\w./-]+\.(?:test|spec)\.tsx?)`((?:,?\s+(?:and\s+)?"[^"]+")+)/g;
  return [...doc.matchAll(cited)].flatMap(([, file = "", titles = ""]) =>
    [...titles.matchAll(/"([^"]+)"/g)].map(([, title = ""]) => ({ file, title: title.replace(/\s+/g, " ") })),
  );
}

const isThere = ({ file, title }: Reference): boolean =>
  existsSync(path.join(root, file)) && readFileSync(path.join(root, file), "utf8").includes(title);

describe("docs/security.md", () => {
  const references = referencesIn(text);

  it("names tests that are there", () => {
    expect(references.filter((reference) => !isThere(reference))).toEqual([]);
    expect(references.length).toBeGreaterThan(70);
  });

  it("is read in full: each test file that it names comes with a title somewhere", () => {
    const named = new Set([...text.matchAll(/`([\w./-]+\.(?:test|spec)\.tsx?)`/g)].map(([, file]) => file));
    named.delete("test/security-doc.test.ts");
    expect([...named].filter((file) => !references.some((reference) => reference.file === file))).toEqual([]);
  });

  it("names sources that are there", () => {
    const paths = [...text.matchAll(/`((?:common|main|preload|renderer|server-stub|test)\/[\w./-]+)`/g)];
    expect(paths.map(([, file = ""]) => file).filter((file) => !existsSync(path.join(root, file)))).toEqual(
      [],
    );
  });

  it("would notice a test that is gone", () => {
    expect(referencesIn('`a/b.test.ts` "one",\n  "two";')).toHaveLength(2);
    expect(isThere({ file: "main/windows/harden.test.ts", title: "no such title" })).toBe(false);
  });
});
