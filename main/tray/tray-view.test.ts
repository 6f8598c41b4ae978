import { describe, expect, it } from "vitest";
import type { Recent } from "../../common/contract/state.ts";
import { CallId, PhoneNumber, SourceId } from "../../common/ids.ts";
import { bob, call, carol, settings, signedOut, snapshot } from "../../test/support/fake-host.ts";
import { type TrayItem, trayView } from "./tray-view.ts";

const number = PhoneNumber.parse("+19195550123");
const recent = (n: number, remote: Recent["remote"], unseen = false): Recent => ({
  id: CallId.parse(`00000000-0000-4000-8000-${String(n).padStart(12, "0")}`),
  remote,
  direction: "inbound",
  calledNumber: null,
  startedAt: 0,
  connectedAt: null,
  endedAt: 1,
  reason: { code: "cancelled", by: "them" },
  unseen,
});
const withBob = { kind: "person", userId: bob.id, name: bob.name } as const;
const ringing = call("ringing", { direction: "inbound", with: carol, number: 2 });
const talking = call("connected");
const ids = (menu: readonly TrayItem[]): string[] =>
  menu.flatMap((item) => (item === "separator" ? [] : [item.id]));
const item = (menu: readonly TrayItem[], id: string): TrayItem | undefined =>
  menu.find((one) => one !== "separator" && one.id === id);
const quiet = { settings: { ...settings, doNotDisturb: true } };

describe("the tray's icon and words", () => {
  it("keep a name on their one line, whatever is in it", () => {
    const mallory = call("ringing", { direction: "inbound", with: { ...carol, name: "M\n\u202eQuit" } });
    const { tooltip, menu } = trayView({ ...snapshot({}), calls: [mallory] });
    expect(tooltip).toBe("Deskline: M Quit is calling");
    expect(item(menu, `accept-${mallory.id}`)).toMatchObject({ label: "Accept M Quit" });
  });

  it.each([
    ["nobody is signed in", { account: signedOut }, "offline", "Signed out"],
    [
      "the server is away",
      { registration: "reconnecting" as const },
      "offline",
      "Offline: nobody can reach you",
    ],
    ["nothing happens", {}, "ready", "Ready"],
    ["the user wants quiet", quiet, "quiet", "Do not disturb"],
    ["calls were missed", { recents: [recent(1, withBob, true)] }, "missed", "1 missed call"],
    ["it rings", { calls: [ringing] }, "ringing", "Carol Díaz is calling"],
    ["it rings and the user wants quiet", { calls: [ringing], ...quiet }, "quiet", "Carol Díaz is calling"],
    ["we call", { calls: [call("ringing")] }, "call", "Calling Bob Okafor"],
    ["we talk", { calls: [talking] }, "call", "In a call with Bob Okafor"],
    ["we talk and it rings", { calls: [talking, ringing] }, "call", "In a call with Bob Okafor"],
    [
      "we are muted",
      { calls: [call("connected", { muted: true })] },
      "muted",
      "Muted, in a call with Bob Okafor",
    ],
    ["a call waits", { calls: [call("connected", { held: true })] }, "call", "On hold: Bob Okafor"],
    [
      "the server is away in a call",
      { calls: [talking], registration: "reconnecting" as const },
      "call",
      "In a call with Bob Okafor",
    ],
  ])("when %s", (_when, state, icon, line) => {
    const view = trayView(snapshot(state));
    expect({ icon: view.icon, tooltip: view.tooltip }).toEqual({ icon, tooltip: `Deskline: ${line}` });
    expect(view.menu[0]).toEqual({ id: "state", label: line });
  });
});

describe("the tray's menu", () => {
  it("opens and quits, whatever else", () => {
    expect(ids(trayView(snapshot({ account: signedOut })).menu)).toEqual(["state", "open", "quit"]);
  });

  it("answers and declines what rings", () => {
    const { menu } = trayView(snapshot({ calls: [ringing] }));
    expect(item(menu, `accept-${ringing.id}`)).toMatchObject({
      label: "Accept Carol Díaz",
      intent: { type: "accept", call: ringing.id },
    });
    expect(item(menu, `decline-${ringing.id}`)).toMatchObject({
      intent: { type: "decline", call: ringing.id },
    });
  });

  it("mutes, holds and hangs up a call, and shows what is on", () => {
    const { menu } = trayView(snapshot({ calls: [call("connected", { muted: true })] }));
    expect(item(menu, "mute")).toMatchObject({ checked: true, intent: { type: "mute", on: false } });
    expect(item(menu, "hold")).toMatchObject({ checked: false, intent: { type: "hold", on: true } });
    expect(item(menu, "hang-up")).toMatchObject({ intent: { type: "hang-up", call: talking.id } });
  });

  it("takes a held call back", () => {
    const { menu } = trayView(snapshot({ calls: [call("connected", { held: true })] }));
    expect(item(menu, "hold")).toMatchObject({ checked: true, intent: { type: "hold", on: false } });
    expect(item(menu, "mute")).toBeUndefined();
  });

  it("offers no hold where the server has none, nor before the answer", () => {
    expect(ids(trayView(snapshot({ calls: [talking], capabilities: ["call-people"] })).menu)).not.toContain(
      "hold",
    );
    expect(ids(trayView(snapshot({ calls: [call("ringing")] })).menu)).not.toContain("hold");
  });

  it("stops sharing", () => {
    const source = { id: SourceId.parse("screen:1:0"), kind: "screen", title: "Screen 1" } as const;
    const share = {
      call: talking.id,
      source,
      mode: "text",
      sound: false,
      phase: "live",
      size: null,
    } as const;
    expect(ids(trayView(snapshot({ calls: [talking], share })).menu)).toContain("stop-sharing");
    expect(ids(trayView(snapshot({ calls: [talking] })).menu)).not.toContain("stop-sharing");
  });

  it("dials the last three, each once, and not who withheld the number", () => {
    const phone = { kind: "phone", number, name: null } as const;
    const { menu } = trayView(
      snapshot({
        recents: [
          recent(1, withBob),
          recent(2, { kind: "phone", number: null, name: null }),
          recent(3, withBob),
          recent(4, phone),
          recent(5, { kind: "person", userId: carol.id, name: carol.name }),
          recent(6, { kind: "phone", number: PhoneNumber.parse("+442079460018"), name: "Office" }),
        ],
      }),
    );
    expect(["recent-0", "recent-1", "recent-2", "recent-3"].map((id) => item(menu, id))).toEqual([
      expect.objectContaining({
        label: bob.name,
        intent: { type: "call", to: { kind: "person", id: bob.id } },
      }),
      expect.objectContaining({ label: number, intent: { type: "call", to: { kind: "phone", number } } }),
      expect.objectContaining({ label: carol.name }),
      undefined,
    ]);
  });

  it("switches do not disturb", () => {
    expect(item(trayView(snapshot()).menu, "do-not-disturb")).toMatchObject({
      checked: false,
      intent: { type: "do-not-disturb", on: true },
    });
    expect(item(trayView(snapshot(quiet)).menu, "do-not-disturb")).toMatchObject({ checked: true });
  });

  it("never begins or ends with a line, nor has two in a row", () => {
    for (const state of [{}, { calls: [ringing, talking] }, { account: signedOut }, { capabilities: [] }]) {
      const { menu } = trayView(snapshot(state));
      const lines = menu.map((one) => one === "separator");
      expect([lines[0], lines.at(-1)]).toEqual([false, false]);
      expect(lines.some((line, index) => line && lines[index + 1] === true)).toBe(false);
    }
  });
});
