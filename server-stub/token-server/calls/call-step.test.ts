import { describe, expect, it } from "vitest";
import {
  accepts,
  added,
  after,
  answered,
  arriving,
  by,
  declines,
  dialling,
  empty,
  entered,
  failed,
  fromPhone,
  held,
  hungUp,
  id,
  invited,
  lost,
  member,
  names,
  notComing,
  opened,
  phone,
  placing,
  quiet,
  ringing,
  rings,
  rung,
  seated,
  three,
  threeRinging,
  timeOut,
} from "../../../test/support/tracked-calls.ts";
import type { MemberId } from "../../../common/ids.ts";
import { step } from "./call-step.ts";
import type { Member } from "./member.ts";
import { newCall, type CallEvent, type TrackedCall } from "./tracked-call.ts";

const calls = {
  placing,
  ringing,
  answered,
  threeRinging,
  three,
  dialling,
  fromPhone,
  empty,
  entered,
  invited,
  quiet,
  ended: after(ringing, timeOut("bob")),
};

/** The whole step in one line a fact: "phase, members | effect, effect". */
function said(call: TrackedCall, event: CallEvent): string {
  const next = step(call, event);
  if (next.call === call) return next.effects.length === 0 ? "nothing" : "effects without a change";
  const effects = next.effects.map((effect) => {
    if (effect.type !== "tell")
      return "member" in effect ? `${effect.type} ${nameOf(effect.member)}` : effect.type;
    const { to, event: told } = effect;
    const audience =
      to === "everybody"
        ? to
        : "client" in to
          ? names.get(to.client)
          : `${to.person}${to.except === null ? "" : ` but ${names.get(to.except)}`}`;
    const what =
      told.type === "call.ended"
        ? told.outcome
        : told.type === "call.not-joined"
          ? `not-joined ${told.outcome}`
          : told.type;
    return `${audience}: ${what}`;
  });
  return [`${next.call.phase} ${next.call.members.map(place).join("+")}`, ...effects].join(", ");
}
const nameOf = (one: MemberId | Member): string => (typeof one === "string" ? one : one.id);
const place = (one: Member): string => (one.state === "ringing" ? `(${one.id})` : one.id);

const everyones = "alice's client: call.changed, bob's client: call.changed";
const over = "session.close";
const room1 = "everybody: room.changed";

const table: Record<keyof typeof calls, readonly (readonly [CallEvent, string])[]> = {
  placing: [
    [opened, "placing alice+(bob)"],
    [seated("alice"), "placing alice+(bob)"],
    [rung, "live alice+(bob), timer.start bob, bob: call.incoming"],
    [failed, "ended , seat.free, timer.stop bob"],
    [hungUp("alice"), "ended , seat.free, timer.stop bob"],
    [lost("alice"), "ended , seat.free, timer.stop bob"],
    [hungUp("bob"), "nothing"],
    [held("alice"), "nothing"],
  ],
  ringing: [
    [rung, "nothing"],
    [by("ringing", "bob"), "live alice+(bob), alice's client: call.ringing"],
    [accepts("bob"), "live alice+bob, timer.stop bob, bob but bob's client: answered-elsewhere, arrange"],
    [
      declines,
      `ended , timer.stop bob, bob but bob's client: declined-elsewhere, seat.free, alice's client: declined, ${over}`,
    ],
    [hungUp("alice"), `ended , seat.free, timer.stop bob, bob: cancelled, ${over}`],
    [lost("alice"), `ended , seat.free, alice's client: lost, timer.stop bob, bob: cancelled, ${over}`],
    [hungUp("bob"), "nothing"],
    [lost("bob"), "nothing"],
    [timeOut("bob"), `ended , timer.stop bob, bob: no-answer, seat.free, alice's client: no-answer, ${over}`],
    [notComing, `ended , timer.stop bob, bob: offline, seat.free, alice's client: offline, ${over}`],
    [failed, `ended , seat.free, alice's client: lost, timer.stop bob, bob: lost, ${over}`],
    [held("alice"), "nothing"],
    [by("transferred", "bob"), "nothing"],
  ],
  answered: [
    [accepts("bob"), "nothing"],
    [declines, "nothing"],
    [timeOut("bob"), "nothing"],
    [seated("bob"), "nothing"],
    [hungUp("alice"), `ended , seat.free, seat.free, bob's client: hung-up, ${over}`],
    [hungUp("bob"), `ended , seat.free, seat.free, alice's client: hung-up, ${over}`],
    [lost("bob"), `ended , seat.free, bob's client: lost, seat.free, alice's client: lost, ${over}`],
    [
      by("removed", "bob"),
      `ended , seat.free, bob's client: removed, seat.free, alice's client: hung-up, ${over}`,
    ],
    [held("alice"), `live alice+bob, arrange, ${everyones}`],
    [held("alice", false), "nothing"],
    [
      added,
      `live alice+bob+(carol), timer.start carol, carol: call.incoming, ${everyones}, carol: call.changed`,
    ],
    [{ type: "server.closed" }, `ended , seat.free, seat.free, ${over}`],
  ],
  threeRinging: [
    [
      timeOut("carol"),
      `live alice+bob, timer.stop carol, carol: no-answer, alice's client: not-joined no-answer, bob's client: not-joined no-answer, arrange, ${everyones}`,
    ],
    [
      by("transferred", "alice"),
      "live bob+(carol), seat.free, alice's client: transferred, arrange, bob's client: call.changed, carol: call.changed",
    ],
    [
      hungUp("alice"),
      "live bob+(carol), seat.free, arrange, bob's client: call.changed, carol: call.changed",
    ],
    [
      by("removed", "carol"),
      `live alice+bob, timer.stop carol, carol: cancelled, alice's client: not-joined cancelled, bob's client: not-joined cancelled, arrange, ${everyones}`,
    ],
  ],
  three: [
    [hungUp("carol"), `live alice+bob, seat.free, arrange, ${everyones}`],
    [lost("carol"), `live alice+bob, seat.free, carol's client: lost, arrange, ${everyones}`],
  ],
  dialling: [
    [by("line.ready", "phone"), "live alice+(phone), arrange"],
    [
      { type: "accepted", member: member("phone"), seat: { kind: "line", participantId: "P" }, at: 9 },
      "live alice+phone, timer.stop phone, arrange",
    ],
    [hungUp("alice"), `ended , seat.free, timer.stop phone, line.end phone, ${over}`],
    [lost("phone"), `ended , timer.stop phone, line.end phone, seat.free, alice's client: lost, ${over}`],
  ],
  fromPhone: [
    [
      accepts("bob"),
      "live phone+bob, timer.stop bob, bob but bob's client: answered-elsewhere, line.connect phone, arrange",
    ],
    [hungUp("phone"), "ended , line.end phone, timer.stop bob, bob: cancelled"],
    [declines, "ended , timer.stop bob, bob but bob's client: declined-elsewhere, line.end phone"],
    [by("line.ready", "phone"), "live phone+(bob), arrange"],
  ],
  empty: [
    [{ type: "entered", member: arriving }, "live alice, arrange"],
    [{ type: "ended-for-all" }, "ended , everybody: room.closed"],
  ],
  entered: [
    [hungUp("alice"), `live , seat.free, ${over}, ${room1}`],
    [lost("alice"), `live , seat.free, alice's client: lost, ${over}, ${room1}`],
    [held("alice"), `live alice, arrange, ${room1}`],
    [{ type: "muted", member: member("alice"), muted: true }, `live alice, ${room1}`],
    [
      { type: "ended-for-all" },
      `ended , seat.free, alice's client: ended-for-all, ${over}, everybody: room.closed`,
    ],
  ],
  invited: [
    [
      declines,
      `live alice, timer.stop bob, bob but bob's client: declined-elsewhere, alice's client: not-joined declined, arrange, ${room1}`,
    ],
    [accepts("bob"), "live alice+bob, timer.stop bob, bob but bob's client: answered-elsewhere, arrange"],
    [hungUp("alice"), `live , seat.free, timer.stop bob, bob: cancelled, ${over}, ${room1}`],
  ],
  quiet: [
    [accepts("bob"), "live alice+bob, timer.stop bob, arrange"],
    [timeOut("bob"), `ended , timer.stop bob, seat.free, alice's client: lost, ${over}`],
  ],
  ended: [failed, rung, accepts("bob"), declines, hungUp("alice"), lost("alice"), added].map(
    (event) => [event, "nothing"] as const,
  ),
};

describe("step", () => {
  for (const [name, rows] of Object.entries(table) as [keyof typeof calls, (typeof table)["placing"]][]) {
    it.each(rows)(`of ${name}, takes %j to: %s`, (event, expected) => {
      expect(said(calls[name], event)).toBe(expected);
    });
  }

  it("tells the caller of the answer, and everybody of the members, when the callee's place stands", () => {
    expect(said(after(ringing, accepts("bob")), seated("bob"))).toBe(
      `live alice+bob, alice's client: call.answered, ${everyones}`,
    );
  });

  it("starts dialling a phone when the caller's place stands", () => {
    const before = newCall({ id, placedAt: 5, members: [arriving, rings(phone, "alice")] });
    expect(said(before, rung)).toBe("live alice+(phone), timer.start phone, line.dial phone");
  });

  it("answers a phone whose leg stands already without waiting for the platform", () => {
    const ready = after(dialling, { type: "line.ready", member: member("phone"), participantId: "P" });
    const answers: CallEvent = {
      type: "accepted",
      member: member("phone"),
      seat: { kind: "line", participantId: "P" },
      at: 9,
    };
    expect(said(ready, answers)).toContain("alice's client: call.answered");
  });
});
