import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Answer } from "./token-server-desk.ts";

const Content = z.object({ schema: z.record(z.string(), z.unknown()) });
const Described = z.object({ content: z.record(z.string(), Content).optional() });
const Document = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.object({ responses: z.record(z.string(), Described) }))),
  components: z.object({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())) }),
});

/** docs/openapi.json as a judge of real answers. It has the document only, not the schemas it was made from. */
export class OpenApiCheck {
  readonly #document: z.infer<typeof Document>;
  readonly #seen = new Set<string>();

  private constructor(document: z.infer<typeof Document>) {
    this.#document = document;
  }

  static async load(): Promise<OpenApiCheck> {
    const text = await readFile(new URL("../../docs/openapi.json", import.meta.url), "utf8");
    return new OpenApiCheck(Document.parse(JSON.parse(text)));
  }

  /** All operations of the document: "POST /v1/calls". */
  get operations(): string[] {
    return Object.entries(this.#document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
  }

  /** Those that an answer was judged for. */
  get seen(): ReadonlySet<string> {
    return this.#seen;
  }

  /** What the document says against the answer; null when it agrees. */
  problem({
    method,
    path,
    status,
    body,
  }: Pick<Answer, "method" | "path" | "status" | "body">): string | null {
    const found = Object.entries(this.#document.paths).find(([template]) => matches(template, path));
    const operation = found?.[1][method.toLowerCase()];
    if (!found || !operation) return `${method} ${path} is not described`;
    const name = `${method} ${found[0]}`;
    this.#seen.add(name);
    const response = operation.responses[String(status)];
    if (!response) return `${name} is not described to answer ${status}`;
    const content = response.content?.["application/json"] ?? response.content?.["application/xml"];
    const schema = content?.schema;
    if (!schema) return body === undefined ? null : `${name} ${status} is not described to have a body`;
    const parsed = this.#schema(schema).safeParse(body);
    return parsed.success ? null : `${name} ${status}: ${z.prettifyError(parsed.error)}`;
  }

  #schema(schema: Record<string, unknown>): z.ZodType {
    const withDefinitions = { ...schema, $defs: this.#document.components.schemas };
    const local = JSON.stringify(withDefinitions).replaceAll("#/components/schemas/", "#/$defs/");
    return z.fromJSONSchema(JSON.parse(local) as Parameters<typeof z.fromJSONSchema>[0]);
  }
}

function matches(template: string, path: string): boolean {
  const [wanted, actual] = [template.split("/"), path.split("/")];
  return (
    wanted.length === actual.length && wanted.every((part, i) => part.startsWith("{") || part === actual[i])
  );
}
