import { z } from "zod";
import { ApiClient, type ApiAnswer } from "../api-client.ts";
import type { VoiceAccess } from "../voice-access.ts";

const CreatedCall = z.object({ callId: z.string().min(1).max(128) });

export interface NewVoiceCall {
  readonly to: string;
  readonly from: string;
  /** Where its events go, and where the orders for it come from. */
  readonly hookUrl: string;
  readonly timeoutSeconds: number;
  readonly uui?: string;
}

/** The part of the Voice API v2 that phone calls need (bandwidth.md 6.2). */
export class VoiceClient {
  readonly #api: ApiClient;
  readonly #applicationId: string;

  constructor(access: VoiceAccess, timeoutMs: number) {
    this.#api = new ApiClient({ ...access, timeoutMs });
    this.#applicationId = access.applicationId;
  }

  call({ to, from, hookUrl, timeoutSeconds, uui }: NewVoiceCall): ApiAnswer<z.infer<typeof CreatedCall>> {
    const body = {
      applicationId: this.#applicationId,
      to,
      from,
      answerUrl: hookUrl,
      disconnectUrl: hookUrl,
      callTimeout: timeoutSeconds,
      ...(uui === undefined ? {} : { uui }),
    };
    return this.#api.read("POST", "/calls", body, CreatedCall);
  }

  /** Interrupts what the call is doing and asks the URL for new orders. */
  redirect(callId: string, redirectUrl: string): ApiAnswer<void> {
    return this.#api.done("POST", `/calls/${encodeURIComponent(callId)}`, { state: "active", redirectUrl });
  }

  /** Hangs up, cancels or refuses. */
  complete(callId: string): ApiAnswer<void> {
    return this.#api.done("POST", `/calls/${encodeURIComponent(callId)}`, { state: "completed" });
  }
}
