import { z } from "zod";
import { ErrorBody, type ErrorCode } from "../../common/wire/token-server.ts";
import { errorStatus } from "./failure.ts";
import { errorsOf, eventSchema, noBody, operations, type Operation } from "./operations.ts";

type Json = Record<string, unknown>;

/** The API as an OpenAPI 3.1 document, made from the schemas that the server parses with. */
export function openApiDocument(): Json {
  const paths: Record<string, Json> = {};
  for (const [name, operation] of Object.entries<Operation>(operations)) {
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: describe(name, operation),
    };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Deskline token server",
      version: "1.0.0",
      description:
        "Sign-in, people, calls, rooms and their events. Every 4xx and 5xx answer is an ErrorBody. " +
        "Fields that are not described here are ignored in requests.",
      license: { name: "MIT", identifier: "MIT" },
    },
    paths,
    components: {
      schemas: { ErrorBody: schemaOf(ErrorBody, "output"), ServerEvent: schemaOf(eventSchema, "output") },
      securitySchemes: { accessToken: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
    },
  };
}

function describe(operationId: string, operation: Operation): Json {
  const parameters = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: name === "id" ? { type: "string", format: "uuid" } : { type: "string" },
  }));
  const content = { "application/json": { schema: schemaOf(operation.body, "input") } };
  return {
    operationId,
    summary: operation.summary,
    security: operation.signedIn ? [{ accessToken: [] }] : [],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(operation.body === noBody ? {} : { requestBody: { required: true, content } }),
    responses: { ...success(operation), ...failures(operation) },
  };
}

function success({ answer }: Operation): Json {
  if (answer === "event-stream") {
    const description = "Events; each `data` is a ServerEvent as JSON.";
    return { "200": { description, content: { "text/event-stream": { schema: { type: "string" } } } } };
  }
  if (answer === "bxml") {
    const schema = { type: "string" };
    return { "200": { description: "Orders as BXML.", content: { "application/xml": { schema } } } };
  }
  if (answer.status === 204) return { "204": { description: "Noted." } };
  return {
    "200": {
      description: "Done.",
      content: { "application/json": { schema: schemaOf(answer.schema, "output") } },
    },
  };
}

function failures(operation: Operation): Json {
  const byStatus = new Map<number, ErrorCode[]>();
  const add = (status: number, code: ErrorCode): void => {
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  };
  for (const code of errorsOf(operation)) add(errorStatus[code], code);
  if (operation.method === "POST") {
    add(413, "request-invalid");
    add(415, "request-invalid");
    if (!byStatus.has(400)) add(400, "request-invalid");
  }
  const described = [...byStatus].map(([status, codes]) => [String(status), failure(status, codes)] as const);
  return Object.fromEntries(described);
}

function failure(status: number, codes: readonly ErrorCode[]): Json {
  const headers = {
    "Retry-After": { description: "Seconds to wait.", schema: { type: "integer", minimum: 1 } },
  };
  return {
    description: codes.join(", "),
    ...(status === errorStatus["too-many-attempts"] ? { headers } : {}),
    content: { "application/json": { schema: { $ref: "#/components/schemas/ErrorBody" } } },
  };
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  // OpenAPI 3.1 names the dialect for the whole document.
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io });
  return json;
}
