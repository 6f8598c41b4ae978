/** Prints docs/openapi.json; see server-stub/README.md. */
import { openApiDocument } from "./openapi.ts";

process.stdout.write(`${JSON.stringify(openApiDocument(), null, 2)}\n`);
