import { z } from "zod";
import type { Failure } from "../../common/errors.ts";
import type { CallId, MediaAccessId, MemberId } from "../../common/ids.ts";
import { err, ok, type Result } from "../../common/result.ts";
import {
  type AcceptCallRequest,
  type CallTargetRequest,
  type DropMemberRequest,
  type HoldCallRequest,
  type PlaceCallRequest,
  PlaceCallResponse,
  type ServiceCall,
  type Target,
} from "../../common/wire/calls.ts";
import type { CallRefusal, CallRequests, RejoinInput } from "./backend.ts";
import { callRefusal, requestFailure } from "./failures.ts";
import type { Post } from "./post.ts";

/** Requests of the token server's API that concern one call. */
export class HttpCallRequests implements CallRequests {
  readonly #post: Post;

  constructor(post: Post) {
    this.#post = post;
  }

  async place(input: PlaceCallRequest): Promise<Result<ServiceCall, CallRefusal>> {
    const answer = await this.#post("/v1/calls", input, PlaceCallResponse);
    return answer.ok ? ok(answer.value.call) : err(callRefusal(answer.error));
  }

  confirmRinging(id: CallId): Promise<Result<null, CallRefusal>> {
    return this.#order(id, "ringing", {});
  }

  accept({
    id,
    mediaAccessId,
  }: {
    id: CallId;
    mediaAccessId: MediaAccessId;
  }): Promise<Result<null, CallRefusal>> {
    return this.#order(id, "accept", { mediaAccessId } satisfies AcceptCallRequest);
  }

  decline(id: CallId): Promise<Result<null, CallRefusal>> {
    return this.#order(id, "decline", {});
  }

  hangUp(id: CallId): Promise<Result<null, CallRefusal>> {
    return this.#order(id, "hang-up", {});
  }

  rejoin({ id, ...request }: RejoinInput): Promise<Result<null, CallRefusal>> {
    return this.#order(id, "rejoin", request);
  }

  hold(id: CallId, held: boolean): Promise<Result<null, Failure>> {
    return this.#ask(id, "hold", { held } satisfies HoldCallRequest);
  }

  transfer(id: CallId, to: Target): Promise<Result<null, Failure>> {
    return this.#ask(id, "transfer", { to } satisfies CallTargetRequest);
  }

  add(id: CallId, to: Target): Promise<Result<null, Failure>> {
    return this.#ask(id, "add", { to } satisfies CallTargetRequest);
  }

  drop(id: CallId, memberId: MemberId): Promise<Result<null, Failure>> {
    return this.#ask(id, "drop", { memberId } satisfies DropMemberRequest);
  }

  async #order(id: CallId, verb: string, body: unknown): Promise<Result<null, CallRefusal>> {
    const answer = await this.#post(`/v1/calls/${id}/${verb}`, body, z.unknown());
    return answer.ok ? ok(null) : err(callRefusal(answer.error));
  }

  async #ask(id: CallId, verb: string, body: unknown): Promise<Result<null, Failure>> {
    const answer = await this.#post(`/v1/calls/${id}/${verb}`, body, z.unknown());
    return answer.ok ? ok(null) : err(requestFailure(answer.error));
  }
}
