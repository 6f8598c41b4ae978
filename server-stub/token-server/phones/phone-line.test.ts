import { describe, expect, it } from "vitest";
import {
  bridgeTarget,
  inboundLine,
  outboundLine,
  stepLine,
  type LegName,
  type LineEvent,
  type PhoneLine,
} from "./phone-line.ts";

const placed = (leg: LegName): LineEvent => ({ type: "leg.placed", leg, callId: `c-${leg}` });
const answered = (leg: LegName): LineEvent => ({ type: "leg.answered", leg, callId: `c-${leg}` });
const gone = (leg: LegName, cause = "hangup", sipStatus: number | null = null): LineEvent => ({
  type: "leg.gone",
  leg,
  cause,
  sipStatus,
});
const accepted: LineEvent = { type: "accepted" };
const ended: LineEvent = { type: "ended" };

const after = (line: PhoneLine, ...events: LineEvent[]): PhoneLine =>
  events.reduce((current, event) => stepLine(current, event).line, line);

const inbound = inboundLine("c-phone");
const parked = after(outboundLine, placed("phone"), placed("sipx"), answered("sipx"));
const lines = {
  outbound: outboundLine,
  parked,
  connected: after(parked, answered("phone")),
  inbound,
  accepted: after(inbound, accepted),
  over: after(parked, ended),
};

function said(line: PhoneLine, event: LineEvent): string {
  const { line: next, news } = stepLine(line, event);
  if (!news) return next.state;
  return `${next.state}, ${news.type}${news.type === "not-coming" ? ` ${news.outcome}` : ""}`;
}

const table: Record<keyof typeof lines, readonly (readonly [LineEvent, string])[]> = {
  outbound: [
    [answered("phone"), "dialling"],
    [answered("sipx"), "dialling"],
    [accepted, "dialling"],
  ],
  parked: [
    [answered("phone"), "connected, answered"],
    [gone("phone", "busy"), "over, not-coming busy"],
    [gone("phone", "rejected"), "over, not-coming declined"],
    [gone("phone", "rejected", 404), "over, not-coming number-unknown"],
    [gone("sipx", "rejected", 404), "over, not-coming phones-unavailable"],
    [ended, "over"],
  ],
  connected: [
    [answered("phone"), "connected"],
    [gone("phone"), "over, hung-up"],
    [gone("sipx"), "over, hung-up"],
    [gone("sipx", "error"), "over, lost"],
  ],
  inbound: [
    [accepted, "connected"],
    [gone("phone", "cancel"), "over, hung-up"],
  ],
  accepted: [
    [accepted, "connected"],
    [gone("phone"), "over, hung-up"],
  ],
  over: [
    [answered("phone"), "over"],
    [gone("phone"), "over"],
    [accepted, "over"],
  ],
};

describe("stepLine", () => {
  for (const [name, rows] of Object.entries(table) as [keyof typeof lines, (typeof table)["over"]][]) {
    it.each(rows)(`of ${name}, takes %j to: %s`, (event, expected) => {
      expect(said(lines[name], event)).toBe(expected);
    });
  }

  it("does not take a leg back that is gone, however late its answer comes", () => {
    const line = after(outboundLine, placed("phone"), gone("phone", "busy"), answered("phone"));
    expect(line.legs.phone).toEqual({ callId: "c-phone", state: "over" });
  });
});

describe("bridgeTarget", () => {
  it("ties the leg that is answered second to the first", () => {
    expect(bridgeTarget(parked, "sipx")).toBeNull();
    expect(bridgeTarget(lines.connected, "phone")).toBe("c-sipx");
    const phoneFirst = after(outboundLine, answered("phone"), answered("sipx"));
    expect(bridgeTarget(phoneFirst, "sipx")).toBe("c-phone");
  });
});
