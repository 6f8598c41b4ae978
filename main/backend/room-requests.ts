import { z } from "zod";
import type { Failure } from "../../common/errors.ts";
import type { CallId, MediaAccessId, MemberId, RoomId } from "../../common/ids.ts";
import { err, ok, type Result } from "../../common/result.ts";
import type { Target } from "../../common/wire/calls.ts";
import { type JoinRoomRequest, type Room, RoomResponse } from "../../common/wire/rooms.ts";
import type { CallRefusal, RoomRequests } from "./backend.ts";
import { callRefusal, requestFailure } from "./failures.ts";
import type { Post } from "./post.ts";

/** Requests of the token server's API that concern a room. One leaves it as one leaves a call. */
export class HttpRoomRequests implements RoomRequests {
  readonly #post: Post;

  constructor(post: Post) {
    this.#post = post;
  }

  async create(name: string): Promise<Result<Room, Failure>> {
    const answer = await this.#post("/v1/rooms", { name }, RoomResponse);
    return answer.ok ? ok(answer.value.room) : err(requestFailure(answer.error));
  }

  async join({
    callId,
    id,
    mediaAccessId,
  }: {
    callId: CallId;
    id: RoomId;
    mediaAccessId: MediaAccessId;
  }): Promise<Result<Room, CallRefusal>> {
    const body: JoinRoomRequest = { callId, room: { id }, mediaAccessId };
    const answer = await this.#post("/v1/rooms/join", body, RoomResponse);
    return answer.ok ? ok(answer.value.room) : err(callRefusal(answer.error));
  }

  end(id: RoomId): Promise<Result<null, Failure>> {
    return this.#ask(id, "end", {});
  }

  remove(id: RoomId, memberId: MemberId): Promise<Result<null, Failure>> {
    return this.#ask(id, "remove", { memberId });
  }

  invite(id: RoomId, to: Target): Promise<Result<null, Failure>> {
    return this.#ask(id, "invite", { to });
  }

  showMuted(id: RoomId, muted: boolean): Promise<Result<null, Failure>> {
    return this.#ask(id, "me", { muted });
  }

  async #ask(id: RoomId, verb: string, body: unknown): Promise<Result<null, Failure>> {
    const answer = await this.#post(`/v1/rooms/${id}/${verb}`, body, z.unknown());
    return answer.ok ? ok(null) : err(requestFailure(answer.error));
  }
}
