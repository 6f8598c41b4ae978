import type { z } from "zod";
import {
  CreateParticipantResponse,
  PlatformSession,
  type PublishPermission,
  type Subscriptions,
} from "../../common/wire/control-api.ts";
import { ApiClient, type ApiAnswer, type ApiClientOptions } from "./api-client.ts";

export interface NewParticipant {
  readonly tag: string;
  readonly publishPermissions: readonly PublishPermission[];
  /** Where its devices are reported. */
  readonly callbackUrl?: string;
}

/** The part of the control API v1 that calls need (bandwidth.md section 2). */
export class ControlClient {
  readonly #api: ApiClient;

  constructor(options: ApiClientOptions) {
    this.#api = new ApiClient(options);
  }

  createParticipant(options: NewParticipant): ApiAnswer<z.infer<typeof CreateParticipantResponse>> {
    const body = { ...options, deviceApiVersion: "V3" };
    return this.#api.read("POST", "/participants", body, CreateParticipantResponse);
  }

  createSession(options: { tag: string }): ApiAnswer<PlatformSession> {
    return this.#api.read("POST", "/sessions", options, PlatformSession);
  }

  /** Makes the participant a member that hears whom the rules name. */
  addParticipant(sessionId: string, participantId: string, rules: Subscriptions): ApiAnswer<void> {
    return this.#api.done("PUT", memberPath(sessionId, participantId), rules);
  }

  /** Replaces whom a member hears; no rules are silence. */
  setSubscriptions(sessionId: string, participantId: string, rules: Subscriptions): ApiAnswer<void> {
    return this.#api.done("PUT", `${memberPath(sessionId, participantId)}/subscriptions`, rules);
  }

  deleteParticipant(participantId: string): ApiAnswer<void> {
    return this.#api.done("DELETE", `/participants/${encodeURIComponent(participantId)}`);
  }

  deleteSession(sessionId: string): ApiAnswer<void> {
    return this.#api.done("DELETE", `/sessions/${encodeURIComponent(sessionId)}`);
  }

  /** Whether the API is there and takes our credentials: a session that cannot exist must be unknown to it (R7). */
  async answersUs(): Promise<boolean> {
    const answer = await this.#api.done("GET", "/sessions/00000000-0000-4000-8000-000000000000");
    return !answer.ok && answer.error.kind === "refused" && answer.error.status === 404;
  }
}

const memberPath = (sessionId: string, participantId: string): string =>
  `/sessions/${encodeURIComponent(sessionId)}/participants/${encodeURIComponent(participantId)}`;
