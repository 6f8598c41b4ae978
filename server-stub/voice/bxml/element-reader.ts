import { readHook, type Hook, type HookTexts } from "../hooks/hook.ts";
import type { XmlElement } from "./xml-element.ts";

export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly otherwise: number;
}

/**
 * Reads an element's attributes and remembers the first thing that is wrong with them, so that a verb is read in one go
 * and judged once. An attribute that nobody asked for is wrong too: a misspelt one must not pass for the default.
 */
export class ElementReader {
  readonly #element: XmlElement;
  readonly #baseUrl: URL;
  readonly #asked = new Set<string>();
  #problem: string | undefined;

  constructor(element: XmlElement, baseUrl: URL) {
    this.#element = element;
    this.#baseUrl = baseUrl;
  }

  get content(): string {
    return this.#element.text.trim();
  }

  get children(): readonly XmlElement[] {
    return this.#element.children;
  }

  /** A reader of a child, with the same base address. */
  inner(element: XmlElement): ElementReader {
    return new ElementReader(element, this.#baseUrl);
  }

  /** What is wrong with this element, after everything was read. */
  get problem(): string | undefined {
    const unknown = Object.keys(this.#element.attributes).find((name) => !this.#asked.has(name));
    const problem = this.#problem ?? (unknown === undefined ? undefined : `does not know ${unknown}`);
    return problem === undefined ? undefined : `${this.#element.name} ${problem}`;
  }

  fail(problem: string): void {
    this.#problem ??= problem;
  }

  text(name: string, { longest = 4_096 } = {}): string | undefined {
    this.#asked.add(name);
    const value = this.#element.attributes[name];
    if (value !== undefined && value.length > longest)
      this.fail(`has a ${name} of more than ${longest} characters`);
    return value;
  }

  /** Accepts these attributes without effect here. */
  ignore(...names: readonly string[]): void {
    for (const name of names) this.#asked.add(name);
  }

  number(name: string, { min, max, otherwise }: NumberRange): number {
    const text = this.text(name);
    if (text === undefined) return otherwise;
    const value = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    this.fail(`needs a ${name} between ${min} and ${max}`);
    return otherwise;
  }

  integer(name: string, range: NumberRange): number {
    const value = this.number(name, range);
    if (!Number.isInteger(value)) this.fail(`needs a whole number as ${name}`);
    return value;
  }

  milliseconds(name: string, seconds: NumberRange): number {
    return Math.round(this.number(name, seconds) * 1_000);
  }

  flag(name: string, otherwise: boolean): boolean {
    const text = this.text(name)?.toLowerCase();
    if (text === undefined) return otherwise;
    if (text !== "true" && text !== "false") this.fail(`needs true or false as ${name}`);
    return text === "true";
  }

  /** Attributes `nameUrl`, `nameMethod`, `nameFallbackUrl`, `nameFallbackMethod` and the credentials of all of these. */
  hook(name: string): Hook | undefined {
    const first = this.#address(name, "username", "password");
    const second = this.#address(`${name}Fallback`, "fallbackUsername", "fallbackPassword");
    if (first === undefined) return undefined;
    const hook = readHook(first, second, this.#baseUrl);
    if (hook === undefined) this.fail(`needs http or https addresses as ${name}Url and ${name}FallbackUrl`);
    return hook;
  }

  requiredHook(name: string): Hook {
    const hook = this.hook(name);
    if (hook) return hook;
    this.fail(`needs ${name}Url`);
    return { url: this.#baseUrl, method: "POST" };
  }

  #address(name: string, usernameName: string, passwordName: string): HookTexts | undefined {
    const url = this.text(`${name}Url`);
    const methodText = this.text(`${name}Method`)?.toUpperCase();
    const method = methodText === "GET" || methodText === "POST" ? methodText : undefined;
    if (methodText !== undefined && method === undefined) this.fail(`needs GET or POST as ${name}Method`);
    const [username, password] = [this.text(usernameName), this.text(passwordName)];
    return url === undefined || url === "" ? undefined : { url, method, username, password };
  }
}
