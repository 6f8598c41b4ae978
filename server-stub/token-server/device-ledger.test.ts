import { describe, expect, it } from "vitest";
import { DeviceLedger } from "./device-ledger.ts";

type Event = ["onConnect" | "onLeave" | "onDisconnect", string];

function lastOf(events: Event[]): string {
  const ledger = new DeviceLedger();
  return events.map(([event, deviceId]) => ledger.record({ event, deviceId })).at(-1) ?? "nothing";
}

describe("DeviceLedger", () => {
  it.each<[string, Event[], string]>([
    [
      "the only device leaves",
      [
        ["onConnect", "a"],
        ["onLeave", "a"],
      ],
      "last-left",
    ],
    [
      "a reload connects before the old device leaves",
      [
        ["onConnect", "a"],
        ["onConnect", "b"],
        ["onLeave", "a"],
      ],
      "noted",
    ],
    [
      "the newer of two leaves too",
      [
        ["onConnect", "a"],
        ["onConnect", "b"],
        ["onLeave", "a"],
        ["onLeave", "b"],
      ],
      "last-left",
    ],
    [
      "a socket is lost and may come back",
      [
        ["onConnect", "a"],
        ["onDisconnect", "a"],
      ],
      "noted",
    ],
    [
      "the same departure is told twice",
      [
        ["onConnect", "a"],
        ["onLeave", "a"],
        ["onLeave", "a"],
      ],
      "noted",
    ],
    [
      "the connection of a device that left arrives late",
      [
        ["onLeave", "a"],
        ["onConnect", "a"],
        ["onConnect", "b"],
        ["onLeave", "b"],
      ],
      "last-left",
    ],
    ["a device leaves whose connection was never told", [["onLeave", "a"]], "last-left"],
  ])("when %s", (_what, events, expected) => {
    expect(lastOf(events)).toBe(expected);
  });

  it("counts the devices that are there", () => {
    const ledger = new DeviceLedger();
    ledger.record({ event: "onConnect", deviceId: "a" });
    ledger.record({ event: "onConnect", deviceId: "a" });
    ledger.record({ event: "onConnect", deviceId: "b" });
    expect(ledger.size).toBe(2);
  });
});
