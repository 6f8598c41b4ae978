import type { z } from "zod";
import { err, ok, type Result } from "../../../common/result.ts";
import {
  AnswerSdpParams,
  OfferSdpParams,
  SetMediaPreferencesParams,
} from "../../../common/wire/device-signaling.ts";
import { readRpcMessage, rpcCodes, type RpcError, type RpcId } from "../../../common/wire/json-rpc.ts";
import type { Log } from "../platform-options.ts";
import type { PublishSide } from "./publish-side.ts";
import type { SubscribeSide } from "./subscribe-side.ts";

/** What the methods of device signaling act on. */
export interface RpcTarget {
  readonly id: string;
  readonly phase: "new" | "ready" | "gone";
  readonly publishSide: Pick<PublishSide, "offer">;
  readonly subscribeSide: Pick<SubscribeSide, "answer">;
  becomeReady(): void;
  allowOffers(): void;
  streamsChanged(): void;
  leave(): void;
}

/** What to send, and what to do once it has been sent: no offer may overtake the reply. */
export interface FrameOutcome {
  readonly reply?: object;
  readonly next?: () => void;
}

interface Done {
  readonly result: object;
  readonly next?: () => void;
}
type Method = (target: RpcTarget, params: unknown) => Promise<Result<Done, RpcError>>;

const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ["setMediaPreferences", setMediaPreferences],
  ["offerSdp", offerSdp],
  ["answerSdp", answerSdp],
  ["ping", () => Promise.resolve(ok({ result: {} }))],
  ["leave", (target) => Promise.resolve(ok({ result: {}, next: () => target.leave() }))],
]);

/** Reads one frame and acts on it. Every request gets exactly one reply, notifications get none (R26, R27). */
export async function answerFrame(target: RpcTarget, frame: string, log: Log): Promise<FrameOutcome> {
  const message = readRpcMessage(frame);
  if (!message.ok) {
    const text = message.error.code === rpcCodes.parseError ? "not JSON" : "not a JSON-RPC message";
    return { reply: errorReply(message.error.id, { code: message.error.code, message: text }) };
  }
  switch (message.value.kind) {
    case "request":
      return answerRequest(target, message.value, log);
    case "notification":
      return message.value.method === "leave" ? { next: () => target.leave() } : {};
    // We ask nothing of clients, so there is nothing that these could belong to.
    case "result":
    case "error":
      return {};
  }
}

async function answerRequest(
  target: RpcTarget,
  request: { id: RpcId; method: string; params: unknown },
  log: Log,
): Promise<FrameOutcome> {
  const { id } = request;
  const method = methods.get(request.method);
  if (!method) {
    return { reply: errorReply(id, { code: rpcCodes.methodNotFound, message: "unknown method" }) };
  }
  try {
    const done = await method(target, request.params);
    if (!done.ok) return { reply: errorReply(id, done.error) };
    const reply = { jsonrpc: "2.0", id, result: done.value.result };
    return done.value.next ? { reply, next: done.value.next } : { reply };
  } catch (error: unknown) {
    log("error", "device request failed", {
      deviceId: target.id,
      method: request.method,
      error: error instanceof Error ? error.stack : String(error),
    });
    return { reply: errorReply(id, { code: rpcCodes.internalError, message: "internal error" }) };
  }
}

function setMediaPreferences(target: RpcTarget, params: unknown): Promise<Result<Done, RpcError>> {
  const read = readParams(SetMediaPreferencesParams, params);
  if (!read.ok) return Promise.resolve(read);
  target.becomeReady();
  return Promise.resolve(ok({ result: {}, next: () => target.allowOffers() }));
}

async function offerSdp(target: RpcTarget, params: unknown): Promise<Result<Done, RpcError>> {
  const read = readParams(OfferSdpParams, params);
  if (!read.ok) return read;
  const unready = stateProblem(target);
  if (unready) return err(unready);
  const answer = await target.publishSide.offer(read.value.sdpOffer, read.value.mediaMetadata);
  return answer.ok ? ok({ result: answer.value, next: () => target.streamsChanged() }) : answer;
}

async function answerSdp(target: RpcTarget, params: unknown): Promise<Result<Done, RpcError>> {
  const read = readParams(AnswerSdpParams, params);
  if (!read.ok) return read;
  const unready = stateProblem(target);
  if (unready) return err(unready);
  const applied = await target.subscribeSide.answer(read.value.sdpAnswer);
  return applied.ok ? ok({ result: {}, next: applied.value.next }) : applied;
}

function stateProblem({ phase }: RpcTarget): RpcError | null {
  switch (phase) {
    case "new":
      return { code: rpcCodes.conflict, message: "setMediaPreferences comes first" };
    case "gone":
      return { code: rpcCodes.conflict, message: "device has left" };
    case "ready":
      return null;
  }
}

function readParams<T>(schema: z.ZodType<T>, params: unknown): Result<T, RpcError> {
  const parsed = schema.safeParse(params);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  // A path may hold a client's own key, which may begin with `~`; the prefix keeps the text readable for it (R29).
  const message = `params.${issue?.path.join(".") ?? ""}: ${issue?.message ?? "invalid"}`;
  return err({ code: rpcCodes.invalidParams, message: message.slice(0, 300) });
}

function errorReply(id: RpcId | null, error: RpcError): object {
  return { jsonrpc: "2.0", id, error };
}
