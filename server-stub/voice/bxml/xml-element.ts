import { SaxesParser } from "saxes";
import { err, ok, type Result } from "../../../common/result.ts";

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own and its descendants' text, in order: markup inside a sentence to speak does not break the sentence. */
  readonly text: string;
}

/** BXML is flat; whoever goes deeper or longer than this is up to something else. */
const limits = { bytes: 64 * 1024, depth: 8, elements: 1_000 } as const;

interface OpenElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
}

/**
 * Reads one document from a stranger into a tree. A DOCTYPE is refused, and with it every entity but the five of XML
 * itself (XML 1.0 section 4.6), so that nothing expands and nothing is fetched.
 */
export function parseXml(text: string): Result<XmlElement, string> {
  if (Buffer.byteLength(text) > limits.bytes) return err("the document is longer than 64 KB");
  const reader = new TreeReader();
  return reader.read(text);
}

class TreeReader {
  readonly #parser = new SaxesParser();
  readonly #open: OpenElement[] = [];
  #count = 0;
  #root: XmlElement | undefined;
  #problem: string | undefined;

  read(text: string): Result<XmlElement, string> {
    const parser = this.#parser;
    parser.on("error", (error) => this.#fail(error.message));
    parser.on("doctype", () => this.#fail("a DOCTYPE is not allowed"));
    parser.on("processinginstruction", () => this.#fail("a processing instruction is not allowed"));
    parser.on("opentag", ({ name, attributes }) => this.#enter(name, attributes));
    parser.on("text", (part) => this.#append(part));
    parser.on("cdata", (part) => this.#append(part));
    parser.on("closetag", () => this.#leave());
    // The parser goes on after an error; in pieces, it is stopped soon.
    for (let start = 0; start < text.length && this.#problem === undefined; start += pieceLength)
      parser.write(text.slice(start, start + pieceLength));
    if (this.#problem === undefined) parser.close();
    if (this.#problem !== undefined) return err(this.#problem);
    return this.#root === undefined ? err("the document is empty") : ok(this.#root);
  }

  #enter(name: string, attributes: Record<string, string>): void {
    if (this.#problem !== undefined) return;
    this.#count += 1;
    if (this.#count > limits.elements) return this.#fail("the document has too many elements");
    if (this.#open.length >= limits.depth) return this.#fail("elements are nested too deeply");
    this.#open.push({ name, attributes: { ...attributes }, children: [], text: "" });
  }

  #append(part: string): void {
    const current = this.#open.at(-1);
    if (current) current.text += part;
  }

  #leave(): void {
    if (this.#problem !== undefined) return;
    const done = this.#open.pop();
    if (!done) return;
    const parent = this.#open.at(-1);
    if (!parent) {
      this.#root = done;
      return;
    }
    parent.children.push(done);
    parent.text += done.text;
  }

  /** The first problem is the one that is told. */
  #fail(problem: string): void {
    this.#problem ??= problem;
  }
}

const pieceLength = 4_096;
