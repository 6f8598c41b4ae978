import { inRoom } from "../../common/chat/conversation-id.ts";
import { history, send, summaryOf } from "./support/chat.ts";
import { textsFrom } from "./support/chat-count.ts";
import { expect, people, test, type Username } from "./support/office.ts";
import { enterRoom, openRoom } from "./support/rooms.ts";

const each = 20;
const names = Object.keys(people) as Username[];

test("what is written in a session reaches everybody in it, once and in each writer's order", async ({
  office,
}) => {
  const seats = [await office.seat("alice"), await office.seat("bob"), await office.seat("carol")];
  const room = await openRoom(seats[0]!, "Daily");
  for (const seat of seats.slice(1)) await enterRoom(seat, room);
  const conversation = inRoom(room);
  for (const seat of seats) {
    await expect.poll(() => summaryOf(seat, conversation)).toMatchObject({ way: "direct" });
  }
  for (let number = 1; number <= each; number += 1) {
    for (const seat of seats) {
      expect(await send(seat, conversation, `${seat.username} ${String(number)}`)).toBe(true);
    }
  }
  const written = names.map((name) => Array.from({ length: each }, (_, at) => `${name} ${String(at + 1)}`));
  for (const seat of seats) {
    const seen = async (): Promise<string[][]> => {
      const lines = await history(seat, conversation);
      return names.map((name) => textsFrom(lines, name));
    };
    await expect.poll(seen).toEqual(written);
  }
});
