import { beforeEach, describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { SipLink } from "../../../test/support/sip-link.ts";
import type { IncomingInvite } from "./incoming-invite.ts";
import type { InviteDialog, InviteDialogUser } from "./invite-dialog.ts";
import { header, type SipHeader, type SipMessage } from "./message.ts";
import { OutgoingInvite } from "./outgoing-invite.ts";
import { buildResponse } from "./responses.ts";
import type { UserAgent } from "./user-agent.ts";

let clock: FakeClock;
let link: SipLink;
let alice: UserAgent;
let invites: IncomingInvite[];

beforeEach(() => {
  clock = new FakeClock();
  link = new SipLink(clock);
  invites = [];
  alice = link.agent("alice");
  link.agent("bob", { onInvite: (invite) => invites.push(invite) });
});

const user = (name: string, events: string[]): InviteDialogUser => ({
  onOffer: (sdp) => {
    events.push(`${name} offered ${sdp}`);
    return `answer of ${name}`;
  },
  makeOffer: () => `offer of ${name}`,
  onAnswer: (sdp) => events.push(`${name} answered ${sdp}`),
  onEnded: (reason) => events.push(`${name} ended: ${reason}`),
});

interface Placed {
  readonly invite: OutgoingInvite;
  readonly events: string[];
  dialog?: InviteDialog;
}

function call(offer = "offer of alice"): Placed {
  const events: string[] = [];
  const placed: Placed = {
    events,
    invite: new OutgoingInvite({
      ports: alice.ports,
      remote: link.remote("bob"),
      uri: "sip:bob@192.0.2.2",
      from: "<sip:alice@192.0.2.1>",
      headers: [],
      offer,
      user: {
        ...user("alice", events),
        onProgress: ({ status, sdp }) => events.push(`progress ${status} ${sdp}`.trim()),
        onAnswered: ({ dialog, sdp }) => {
          placed.dialog = dialog;
          events.push(`answered ${sdp}`);
        },
        onFailed: (status) => events.push(`failed ${status}`),
      },
    }),
  };
  placed.invite.start();
  clock.advance(100);
  return placed;
}

/** A call that stands, with both dialogs. */
function established(): { events: string[]; ofAlice: InviteDialog; ofBob: InviteDialog } {
  const placed = call();
  const ofBob = invites[0]!.answer("answer of bob", user("bob", placed.events))!;
  clock.advance(100);
  link.trace.splice(0);
  placed.events.splice(0);
  return { events: placed.events, ofAlice: placed.dialog!, ofBob };
}

describe("a call", () => {
  it("rings, is answered and is hung up", () => {
    const placed = call();
    const { events } = placed;
    invites[0]!.progress(180);
    clock.advance(100);
    invites[0]!.answer("answer of bob", user("bob", events));
    clock.advance(100);
    placed.dialog!.bye();
    clock.advance(100);
    expect(events).toEqual(["progress 180", "answered answer of bob", "bob ended: bye"]);
    expect(link.trace).toEqual([
      ...["alice > INVITE", "bob > 100", "bob > 180", "bob > 200", "alice > ACK", "alice > BYE", "bob > 200"],
    ]);
    clock.advance(60_000);
    expect(clock.running).toBe(0);
  });

  it("is answered though the first two 200 and the first ACK are lost", () => {
    let [answers, acks] = [0, 0];
    link.loses = (line) =>
      (line === "bob > 200" && (answers += 1) <= 2) || (line === "alice > ACK" && (acks += 1) === 1);
    const { events } = call();
    invites[0]!.answer("answer of bob", user("bob", events));
    clock.advance(60_000);
    expect(link.trace.filter((line) => /200|ACK/.test(line))).toEqual([
      ...[
        "bob > 200 (lost)",
        "bob > 200 (lost)",
        "bob > 200",
        "alice > ACK (lost)",
        "bob > 200",
        "alice > ACK",
      ],
    ]);
    expect(events).toEqual(["answered answer of bob"]);
  });

  it("ends with BYE when its ACK never comes", () => {
    link.loses = (line) => line === "alice > ACK";
    const { events } = call();
    invites[0]!.answer("answer of bob", user("bob", events));
    clock.advance(40_000);
    expect(events).toEqual(["answered answer of bob", "bob ended: lost", "alice ended: bye"]);
  });

  it("fails with the status of the refusal", () => {
    const { events } = call();
    invites[0]!.refuse(486);
    clock.advance(60_000);
    expect(events).toEqual(["failed 486"]);
    expect(clock.running).toBe(0);
  });

  it("fails with 408 when nobody is there", () => {
    link.loses = () => true;
    const { events } = call();
    clock.advance(32_000);
    expect(events).toEqual(["failed 408"]);
  });

  it("takes the answer from the ACK when the caller made no offer", () => {
    let ok: SipMessage | undefined;
    link.loses = (line, message) => {
      if (line === "bob > 200") ok = message;
      // Alice's own ACK has no answer: this one is played by hand.
      return line === "alice > ACK" && message.body === "";
    };
    const { events } = call("");
    expect(invites[0]!.offer).toBe("");
    invites[0]!.answer("offer of bob", user("bob", events));
    clock.advance(100);
    const kept = ok!.headers.filter(([name]) => ["from", "to", "call-id"].includes(name));
    const headers: SipHeader[] = [...kept, ["cseq", "1 ACK"]];
    const ack = {
      kind: "request",
      method: "ACK",
      uri: "sip:bob@192.0.2.2",
      headers,
      body: "answer",
    } as const;
    alice.ports.layer.sendOnce(ack, link.remote("bob"));
    clock.advance(60_000);
    expect(events).toEqual(["answered offer of bob", "bob answered answer"]);
  });
});

describe("cancelling", () => {
  it("sends CANCEL and hears 487", () => {
    const { invite, events } = call();
    const causes: string[] = [];
    invites[0]!.attach({ ...user("bob", causes), onCancelled: () => causes.push("cancelled") });
    invite.cancel();
    clock.advance(60_000);
    expect(causes).toEqual(["cancelled"]);
    expect(events).toEqual([]);
    expect(link.trace).toEqual([
      ...["alice > INVITE", "bob > 100", "alice > CANCEL", "bob > 200", "bob > 487", "alice > ACK"],
    ]);
    expect(clock.running).toBe(0);
  });

  it("waits with the CANCEL until there is a provisional response", () => {
    let lost = 0;
    link.loses = (line) => line === "bob > 100" && (lost += 1) === 1;
    const { invite } = call();
    invite.cancel();
    clock.advance(300);
    expect(link.trace).not.toContain("alice > CANCEL");
    clock.advance(1_000);
    expect(link.trace).toContain("alice > CANCEL");
  });

  it("hangs up at once when the answer was quicker", () => {
    const { invite, events } = call();
    invites[0]!.answer("answer of bob", user("bob", events));
    invite.cancel();
    clock.advance(60_000);
    expect(events).toEqual(["bob ended: bye"]);
    expect(link.trace).toEqual([
      ...[
        "alice > INVITE",
        "bob > 100",
        "bob > 200",
        "alice > CANCEL",
        "alice > ACK",
        "alice > BYE",
        "bob > 200",
        "bob > 200",
      ],
    ]);
  });
});

describe("forks", () => {
  it("keep the first answer and hang up the second", () => {
    const { events } = call();
    const first = invites[0]!;
    first.answer("answer of bob", user("bob", events));
    clock.advance(100);
    // A second phone behind the same proxy answers the same INVITE.
    const { invite } = first;
    const to = header(invite.request, "to") ?? "";
    invite.respond({
      kind: "response",
      status: 200,
      reason: "OK",
      headers: [
        ...invite.request.headers.filter(([name]) => ["via", "from", "call-id", "cseq"].includes(name)),
        ["to", `${to};tag=other`],
        ["contact", "<sip:other@192.0.2.3>"],
      ],
      body: "answer of carol",
    });
    link.trace.splice(0);
    clock.advance(100);
    expect(events).toEqual(["answered answer of bob"]);
    expect(link.trace.slice(0, 2)).toEqual(["alice > ACK", "alice > BYE"]);
  });
});

describe("re-INVITE", () => {
  it("brings an offer and its answer", async () => {
    const { ofBob, events } = established();
    const answer = ofBob.reinvite(() => "hold");
    await clock.pass(100);
    expect(await answer).toEqual({ ok: true, value: "answer of alice" });
    expect(events).toEqual(["alice offered hold"]);
  });

  it("meets another one: both get 491, and one after the other goes through", async () => {
    const { ofAlice, ofBob, events } = established();
    const both = [ofAlice.reinvite(() => "hold by alice"), ofBob.reinvite(() => "hold by bob")];
    await clock.pass(6_000);
    expect((await Promise.all(both)).map(({ ok }) => ok)).toEqual([true, true]);
    expect(link.trace.filter((line) => line.endsWith("491"))).toHaveLength(2);
    expect(events.toSorted()).toEqual(["alice offered hold by bob", "bob offered hold by alice"]);
  });

  it("is refused while another is open", async () => {
    const { ofAlice } = established();
    const first = ofAlice.reinvite(() => "one");
    expect(await ofAlice.reinvite(() => "two")).toEqual({ ok: false, error: "pending" });
    await clock.pass(100);
    expect((await first).ok).toBe(true);
  });

  it("ends with the call", async () => {
    const { ofAlice } = established();
    link.loses = (line) => line === "alice > INVITE";
    const answer = ofAlice.reinvite(() => "hold");
    ofAlice.bye();
    expect(await answer).toEqual({ ok: false, error: "ended" });
  });

  it("ends the call when the far end has forgotten it", async () => {
    const { ofAlice, ofBob, events } = established();
    link.loses = (line) => line.startsWith("bob > BYE");
    ofBob.bye();
    link.loses = () => false;
    link.trace.splice(0);
    const answer = ofAlice.reinvite(() => "hold");
    await clock.pass(100);
    expect(await answer).toEqual({ ok: false, error: 481 });
    expect(events).toContain("alice ended: lost");
  });
});

describe("the user agent", () => {
  const ask = (method: string, to: string, extra: readonly SipHeader[]): string[] => {
    const statuses: string[] = [];
    const headers: SipHeader[] = [
      ["from", "<sip:alice@192.0.2.1>;tag=t"],
      ["to", to],
      ["call-id", "1"],
      ["cseq", `1 ${method}`],
      ...extra,
    ];
    const request = { kind: "request", method, uri: "sip:bob@192.0.2.2", headers, body: "" } as const;
    alice.ports.layer.send(request, link.remote("bob"), {
      onResponse: ({ response }) =>
        statuses.push(`${response.status} ${header(response, "unsupported") ?? ""}`.trim()),
      onFailure: (reason) => statuses.push(reason),
    });
    clock.advance(100);
    return statuses;
  };
  const bob = "<sip:bob@192.0.2.2>";

  it.each<[string, string, SipHeader[], string[]]>([
    ["OPTIONS", bob, [], ["200"]],
    ["PUBLISH", bob, [], ["405"]],
    ["BYE", `${bob};tag=gone`, [], ["481"]],
    ["INVITE", `${bob};tag=gone`, [], ["100", "481"]],
    ["INVITE", bob, [["require", "100rel, timer"]], ["100", "420 100rel, timer"]],
  ])("answers %s to %s with %j: %j", (method, to, extra, expected) => {
    expect(ask(method, to, extra)).toEqual(expected);
  });

  it("sends what is too large for a datagram by TCP, and by UDP where there is none", () => {
    const large: SipHeader[] = [["subject", "a".repeat(1_300)]];
    expect(ask("OPTIONS", bob, large)).toEqual(["200"]);
    link.tcp = false;
    expect(ask("OPTIONS", bob, large)).toEqual(["200"]);
    expect(link.trace).toEqual(["alice > OPTIONS (tcp)", "bob > 200 (tcp)", "alice > OPTIONS", "bob > 200"]);
  });

  it("refuses whom it does not admit", () => {
    link.agent("bob", { admit: ({ request }) => buildResponse(request, 403) });
    expect(ask("INVITE", bob, [])).toContain("403");
  });
});
