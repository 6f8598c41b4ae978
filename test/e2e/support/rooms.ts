/** Sessions by the host, for tests that are about what happens in one. */
import type { RoomId } from "../../../common/ids.ts";
import { expect, type Seat } from "./office.ts";

/** Makes a session and enters it. */
export async function openRoom(seat: Seat, name: string): Promise<RoomId> {
  await seat.page.evaluate((wanted) => window.host.request("room.create", { name: wanted }), name);
  const made = (): Promise<RoomId | undefined> =>
    seat.page.evaluate(async (wanted) => {
      const state = await window.host.request("state.get", null);
      return state.ok ? state.value.rooms.find((room) => room.name === wanted)?.id : undefined;
    }, name);
  await expect.poll(made).toBeDefined();
  return (await made())!;
}

/** Enters a session as soon as the app knows it. */
export async function enterRoom(seat: Seat, room: RoomId): Promise<void> {
  const enter = (): Promise<boolean> =>
    seat.page.evaluate(async (id) => (await window.host.request("room.join", { room: { id } })).ok, room);
  await expect.poll(enter).toBe(true);
}
