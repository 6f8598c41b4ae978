import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../common/contract/state.ts";
import { settle } from "../../test/support/fake-clock.ts";
import { SnapshotPublisher } from "./snapshot-publisher.ts";

function bench() {
  const sent: Snapshot[] = [];
  const state = { version: "0" };
  const publisher = new SnapshotPublisher(
    () => ({ ...state }) as Snapshot,
    (snapshot) => sent.push(snapshot),
  );
  return { publisher, sent, state };
}

describe("SnapshotPublisher", () => {
  it("sends one snapshot for many changes of one turn, with the last state", async () => {
    const { publisher, sent, state } = bench();
    publisher.changed();
    publisher.changed();
    state.version = "last";
    expect(sent).toEqual([]);
    await settle();
    expect(sent).toMatchObject([{ version: "last" }]);
  });

  it("numbers every snapshot higher than the one before, asked for or sent", async () => {
    const { publisher, sent } = bench();
    const first = publisher.current().revision;
    publisher.changed();
    await settle();
    const last = publisher.current().revision;
    expect([first, sent[0]!.revision, last]).toEqual([first, first + 1, first + 2]);
  });
});
