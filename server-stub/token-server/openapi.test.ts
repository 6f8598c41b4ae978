import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { openApiDocument } from "./openapi.ts";

const committed = new URL("../../docs/openapi.json", import.meta.url);

describe("docs/openapi.json", () => {
  it("is what the schemas generate (else: see server-stub/README.md)", async () => {
    const generated: unknown = JSON.parse(JSON.stringify(openApiDocument()));
    expect(JSON.parse(await readFile(committed, "utf8"))).toEqual(generated);
  });
});
