import type { Failure } from "../../common/errors.ts";
import type { CallId, MemberId, RoomCode, RoomId } from "../../common/ids.ts";
import { err, type Result } from "../../common/result.ts";
import type { Target } from "../../common/wire/calls.ts";
import type { Backend } from "../backend/backend.ts";
import type { CallService } from "../calls/call-service.ts";
import type { Rooms } from "./rooms.ts";

export interface RoomServicePorts {
  readonly rooms: Rooms;
  readonly requests: Backend["rooms"];
  readonly calls: Pick<CallService, "join" | "targetProblem">;
}

/** What the user does with rooms. Being in one is a call like others. */
export class RoomService {
  readonly #ports: RoomServicePorts;

  constructor(ports: RoomServicePorts) {
    this.#ports = ports;
  }

  /** Makes a room and enters it. */
  async create(name: string): Promise<Result<CallId, Failure>> {
    const made = await this.#ports.requests.create(name);
    if (!made.ok) return made;
    return this.#ports.calls.join({ kind: "room", roomId: made.value.id, name: made.value.name });
  }

  /** Everybody here sees every room, so one that we do not know is gone. */
  async join(by: { readonly id: RoomId } | { readonly code: RoomCode }): Promise<Result<CallId, Failure>> {
    const room = this.#ports.rooms.find(by);
    if (room === undefined) return err({ code: "room-gone" });
    return this.#ports.calls.join({ kind: "room", roomId: room.id, name: room.name });
  }

  end(id: RoomId): Promise<Result<null, Failure>> {
    return this.#ports.requests.end(id);
  }

  remove(id: RoomId, member: MemberId): Promise<Result<null, Failure>> {
    return this.#ports.requests.remove(id, member);
  }

  async invite(id: RoomId, to: Target): Promise<Result<null, Failure>> {
    const problem = this.#ports.calls.targetProblem(to);
    return problem === null ? this.#ports.requests.invite(id, to) : err(problem);
  }
}
