import type { Clock } from "../../../common/clock.ts";
import { type PrivateAddresses, sendGuarded } from "./guarded-request.ts";

export type PostOutcome = "delivered" | "failed" | "refused";

export interface PostOptions {
  readonly timeoutMs: number;
  readonly allowPrivateAddresses: PrivateAddresses;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Posts once. `refused`: the address is one that webhooks may not reach. Of the answer only the status is read. */
export async function postJson(url: URL, body: object, options: PostOptions): Promise<PostOutcome> {
  const answer = await sendGuarded(url, {
    ...options,
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    maxAnswerBytes: 0,
  });
  if (answer.type === "refused") return "refused";
  return answer.type === "answered" && answer.status >= 200 && answer.status < 300 ? "delivered" : "failed";
}
