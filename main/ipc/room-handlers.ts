import type { callRequests } from "../../common/contract/calls.ts";
import type { Handlers } from "../../common/contract/contract.ts";
import type { RoomService } from "../rooms/room-service.ts";

type RoomRequest = Extract<keyof typeof callRequests, `room.${string}`>;

/** What the user does with rooms. */
export const roomHandlers = (rooms: RoomService): Pick<Handlers, RoomRequest> => ({
  "room.create": ({ name }) => rooms.create(name),
  "room.join": ({ room }) => rooms.join(room),
  "room.end": ({ room }) => rooms.end(room),
  "room.remove": ({ room, member }) => rooms.remove(room, member),
  "room.invite": ({ room, to }) => rooms.invite(room, to),
});
