/** Sessions and the share picker in the built page, with the keyboard where it matters. */
import { describe, expect, it } from "vitest";
import { CallId, MemberId, RoomCode, RoomId } from "../../common/ids.ts";
import type { Room } from "../../common/wire/rooms.ts";
import { alice, bob, call, snapshot } from "../support/fake-host.ts";
import { answer, inputsOf, publish } from "../support/renderer-page.ts";
import { button, rendererSuite } from "../support/renderer-suite.ts";

const suite = rendererSuite();
const id = RoomId.parse("00000000-0000-4000-9000-000000000001");
const room: Room = {
  id,
  code: RoomCode.parse("k7m2pq9rst"),
  name: "Stand-up",
  host: alice.id,
  createdAt: 0,
  members: [alice, bob].map((person) => ({
    id: MemberId.parse(`m-${person.id}`),
    party: { kind: "person", id: person.id, name: person.name },
    participantId: `p-${person.id}`,
    muted: false,
    joinedAt: 0,
  })),
};
const inSession = () => ({
  rooms: [room],
  calls: [call("connected", { remote: { kind: "room", roomId: id, name: room.name } })],
});
const sources = ["screen:0:0", "screen:1:0"].map((source, index) => ({
  id: source,
  kind: "screen",
  title: `Display ${String(index + 1)}`,
  thumbnail: null,
}));

describe("sessions", () => {
  it("starts one by name, and joins by a link or by the list", async () => {
    const page = await suite.open(snapshot({ rooms: [room] }));
    await button(page, "Sessions").click();
    await page.getByLabel("New session").fill("  Planning ");
    await page.keyboard.press("Enter");
    await page.getByLabel("Link or code").fill("deskline:join/k7m2pq9rst");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: /Stand-up/ }).click();
    await page.getByRole("main").getByRole("button", { name: "Join" }).click();
    await expect.poll(() => inputsOf(page, "room.join")).toHaveLength(2);
    expect(await inputsOf(page, "room.create")).toEqual([{ name: "Planning" }]);
    expect(await inputsOf(page, "room.join")).toEqual([{ room: { code: "k7m2pq9rst" } }, { room: { id } }]);
  });

  it("says what is wrong with a link that is none, and asks the server nothing", async () => {
    const page = await suite.open(snapshot());
    await button(page, "Sessions").click();
    await page.getByLabel("Link or code").fill("https://example.com/k7m2pq9rst");
    await page.keyboard.press("Enter");
    await page.getByText(/not a link or code/).waitFor();
    expect(await inputsOf(page, "room.join")).toEqual([]);
  });

  it("asks the host once more before somebody is removed, and before it ends for all", async () => {
    const page = await suite.open(snapshot(inSession()));
    await page.getByRole("group", { name: "Call controls" }).getByRole("button", { name: "People" }).click();
    await button(page, "Remove Bob Okafor").click();
    expect(await inputsOf(page, "room.remove")).toEqual([]);
    await button(page, "Remove Bob Okafor").click();
    await button(page, "End for all").click();
    expect(await inputsOf(page, "room.end")).toEqual([]);
    await button(page, "End for all").click();
    await expect.poll(() => inputsOf(page, "room.end")).toEqual([{ room: id }]);
    expect(await inputsOf(page, "room.remove")).toEqual([{ room: id, member: "m-bob" }]);
  });

  it("has no video, no sharing and no sessions where the server has none", async () => {
    const page = await suite.open(snapshot({ ...inSession(), capabilities: ["call-people"] }));
    await page.getByRole("group", { name: "Call controls" }).waitFor();
    for (const name of ["Video", "Share", "Sessions"]) expect(await button(page, name).count()).toBe(0);
  });
});

describe("the share picker", () => {
  it("lists nothing before Share is pressed, previews by Enter and shares by a second Enter", async () => {
    const page = await suite.open(snapshot(inSession()));
    await answer(page, "screen.sources", { ok: true, value: { sources, canShareSound: false } });
    await button(page, "Share").waitFor();
    expect(await inputsOf(page, "screen.sources")).toEqual([]);
    await button(page, "Share").click();
    await page.getByRole("option", { name: "Display 1" }).focus();
    await page.keyboard.press("ArrowRight");
    // Nothing is armed for real here: the preview cannot be opened, and the choice stands all the same.
    await answer(page, "screen.preview", { ok: false, error: { code: "screen-gone" } });
    await page.keyboard.press("Enter");
    await page.locator('[role=option][aria-selected="true"]', { hasText: "Display 2" }).waitFor();
    expect(await inputsOf(page, "screen.share")).toEqual([]);
    await page.keyboard.press("Enter");
    await expect
      .poll(() => inputsOf(page, "screen.share"))
      .toEqual([
        { call: CallId.parse(inSession().calls[0]!.id), source: "screen:1:0", mode: "text", sound: false },
      ]);
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  it("closes by Escape and leaves the call as it is", async () => {
    const page = await suite.open(snapshot(inSession()));
    await answer(page, "screen.sources", { ok: true, value: { sources, canShareSound: false } });
    await button(page, "Share").click();
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await publish(page, snapshot(inSession()));
    expect(await button(page, "Leave").count()).toBe(1);
    expect(await inputsOf(page, "screen.share")).toEqual([]);
  });
});
