/** JSON-RPC 2.0 framing as device signaling v3 uses it (bandwidth.md section 4.2). */
import { z } from "zod";
import { err, ok, type Result } from "../result.ts";

export const RpcId = z.union([z.int(), z.string().max(128)]);
export type RpcId = z.infer<typeof RpcId>;

export const RpcError = z.object({ code: z.int(), message: z.string(), data: z.unknown().optional() });
export type RpcError = z.infer<typeof RpcError>;

/** Error codes (4.9): the standard ones, and 403 and 409 for permission and state (section 10). */
export const rpcCodes = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internalError: -32603,
  forbidden: 403,
  conflict: 409,
} as const;

export type RpcMessage =
  | { kind: "request"; id: RpcId; method: string; params: unknown }
  | { kind: "notification"; method: string; params: unknown }
  | { kind: "result"; id: RpcId; result: unknown }
  | { kind: "error"; id: RpcId | null; error: RpcError };

const Envelope = z.object({
  id: RpcId.nullish(),
  method: z.string().min(1).max(128).optional(),
  notification: z.string().min(1).max(128).optional(),
  params: z.unknown().optional(),
  result: z.unknown().optional(),
  error: RpcError.optional(),
});

/** Why a frame cannot be read; `id` is the request's, when at least that could be read. */
export interface UnreadableFrame {
  readonly code: typeof rpcCodes.parseError | typeof rpcCodes.invalidRequest;
  readonly id: RpcId | null;
}

/** Parses one text frame. Accepts both notification forms (R30); anything else that is not a message is an error. */
export function readRpcMessage(text: string): Result<RpcMessage, UnreadableFrame> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return err({ code: rpcCodes.parseError, id: null });
  }
  const parsed = Envelope.safeParse(json);
  if (!parsed.success) return err({ code: rpcCodes.invalidRequest, id: readableId(json) });
  const { id, method, notification, params, error } = parsed.data;
  if (method !== undefined) {
    return ok(
      id === undefined || id === null
        ? { kind: "notification", method, params }
        : { kind: "request", id, method, params },
    );
  }
  if (notification !== undefined) return ok({ kind: "notification", method: notification, params });
  if (error !== undefined) return ok({ kind: "error", id: id ?? null, error });
  if (id !== undefined && id !== null && typeof json === "object" && json !== null && "result" in json) {
    return ok({ kind: "result", id, result: parsed.data.result });
  }
  return err({ code: rpcCodes.invalidRequest, id: id ?? null });
}

function readableId(json: unknown): RpcId | null {
  if (typeof json !== "object" || json === null || !("id" in json)) return null;
  const id = RpcId.safeParse(json.id);
  return id.success ? id.data : null;
}
