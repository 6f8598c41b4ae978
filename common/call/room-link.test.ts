import { describe, expect, it } from "vitest";
import { RoomCode } from "../ids.ts";
import { readRoomCode, roomLink } from "./room-link.ts";

const code = RoomCode.parse("k7m2pq9rst");

describe("readRoomCode", () => {
  it.each([roomLink(code), "deskline://join/k7m2pq9rst/", " k7m2pq9rst ", "K7M2-PQ9R-ST", "k7m2 pq9r st"])(
    "reads %j",
    (typed) => {
      expect(readRoomCode(typed)).toBe(code);
    },
  );

  it.each(["", "k7m2", "https://join/k7m2pq9rst", "deskline:call/k7m2pq9rst", "k7m2pq9rs0", "a".repeat(33)])(
    "does not read %j",
    (typed) => {
      expect(readRoomCode(typed)).toBeNull();
    },
  );
});
