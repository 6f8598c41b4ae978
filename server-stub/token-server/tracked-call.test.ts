import { describe, expect, it } from "vitest";
import { CallId, ClientId, MediaAccessId, UserId } from "../../common/ids.ts";
import { clientKey, type ClientKey } from "./client.ts";
import {
  outcomeFor,
  placeCall,
  serviceCall,
  step,
  type CallEvent,
  type Party,
  type TrackedCall,
} from "./tracked-call.ts";

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const id = CallId.parse(uuid(1));
const alice = { id: UserId.parse("alice"), name: "Alice Martin" };
const bob = { id: UserId.parse("bob"), name: "Bob Okafor" };
const key = (person: typeof alice, n: number): ClientKey => clientKey(person.id, ClientId.parse(uuid(n)));
const [aliceLaptop, bobLaptop, bobPhone] = [key(alice, 10), key(bob, 20), key(bob, 21)];
const names = new Map([
  [aliceLaptop, "alice's laptop"],
  [bobLaptop, "bob's laptop"],
  [bobPhone, "bob's phone"],
]);
const byAlice: Party = { person: alice, client: aliceLaptop, access: MediaAccessId.parse(uuid(30)) };
const byBob: Party = { person: bob, client: bobLaptop, access: MediaAccessId.parse(uuid(31)) };

const after = (call: TrackedCall, ...events: CallEvent[]): TrackedCall =>
  events.reduce((current, event) => step(current, event).call, call);

const ready: CallEvent = { type: "platform.ready", sessionId: "S" };
const failed: CallEvent = { type: "platform.failed" };
const rings: CallEvent = { type: "ringing" };
const accepted: CallEvent = { type: "accepted", by: byBob };
const joined: CallEvent = { type: "joined" };
const declined: CallEvent = { type: "declined", at: bobLaptop };
const hungUpBy = (by: "caller" | "callee"): CallEvent => ({ type: "hung-up", by });
const left = (side: "caller" | "callee"): CallEvent => ({ type: "left", side });
const noAnswer: CallEvent = { type: "no-answer" };
const lost: CallEvent = { type: "lost" };

const placing: TrackedCall = placeCall({ id, caller: byAlice, callee: bob, placedAt: 5 });
const calls = {
  placing,
  ringing: after(placing, ready),
  confirmed: after(placing, ready, rings),
  joining: after(placing, ready, accepted),
  answered: after(placing, ready, accepted, joined),
  ended: after(placing, ready, noAnswer),
} as const;

/** The whole step in one line a fact: "phase | effect, effect". */
function said(call: TrackedCall, event: CallEvent): string {
  const next = step(call, event);
  if (next.call === call) return next.effects.length === 0 ? "nothing" : "effects without a change";
  const phase = next.call.phase === "ended" ? `ended ${next.call.outcome}` : next.call.phase;
  const effects = next.effects.map((effect) => {
    if (effect.type === "release") return `release ${effect.sessionId}`;
    if (effect.type !== "tell") return effect.type;
    const { to, event: told } = effect;
    const audience =
      to === "everybody"
        ? to
        : "client" in to
          ? names.get(to.client)
          : `${to.person}${to.except === null ? "" : ` but ${names.get(to.except)}`}`;
    return `${audience}: ${told.type === "call.ended" ? told.outcome : told.type}`;
  });
  return [phase, ...effects].join(", ");
}

const stop = "timer.stop";
const elsewhere = "bob but bob's laptop: answered-elsewhere";

/** Every phase and event. */
const table: Record<keyof typeof calls, readonly (readonly [CallEvent, string])[]> = {
  placing: [
    [ready, "ringing, timer.start, bob: call.incoming"],
    [failed, `ended lost, ${stop}, release null`],
    [rings, "nothing"],
    [accepted, "nothing"],
    [joined, "nothing"],
    [declined, "nothing"],
    [hungUpBy("caller"), `ended cancelled, ${stop}, release null`],
    [hungUpBy("callee"), "nothing"],
    [noAnswer, "nothing"],
    [left("caller"), `ended cancelled, ${stop}, release null`],
    [left("callee"), "nothing"],
    [lost, "nothing"],
  ],
  ringing: [
    [ready, "nothing"],
    [failed, `ended lost, ${stop}, alice's laptop: lost, bob: lost, release S`],
    [rings, "ringing, alice's laptop: call.ringing"],
    [accepted, `answered, ${stop}, ${elsewhere}`],
    [joined, "nothing"],
    [
      declined,
      `ended declined, ${stop}, alice's laptop: declined, bob but bob's laptop: declined-elsewhere, release S`,
    ],
    [hungUpBy("caller"), `ended cancelled, ${stop}, bob: cancelled, release S`],
    [hungUpBy("callee"), "nothing"],
    [noAnswer, `ended no-answer, ${stop}, alice's laptop: no-answer, bob: no-answer, release S`],
    [left("caller"), `ended cancelled, ${stop}, bob: cancelled, release S`],
    [left("callee"), `ended offline, ${stop}, alice's laptop: offline, bob: offline, release S`],
    [lost, "nothing"],
  ],
  confirmed: [
    [rings, "nothing"],
    [accepted, `answered, ${stop}, ${elsewhere}`],
  ],
  joining: [
    [ready, "nothing"],
    [failed, `ended lost, ${stop}, alice's laptop: lost, bob's laptop: lost, release S`],
    [rings, "nothing"],
    [accepted, "nothing"],
    [joined, "answered, alice's laptop: call.answered"],
    [hungUpBy("caller"), `ended hung-up, ${stop}, bob's laptop: hung-up, release S`],
    [hungUpBy("callee"), `ended hung-up, ${stop}, alice's laptop: hung-up, release S`],
  ],
  answered: [
    [ready, "nothing"],
    [failed, `ended lost, ${stop}, alice's laptop: lost, bob's laptop: lost, release S`],
    [rings, "nothing"],
    [accepted, "nothing"],
    [joined, "nothing"],
    [declined, "nothing"],
    [hungUpBy("caller"), `ended hung-up, ${stop}, bob's laptop: hung-up, release S`],
    [hungUpBy("callee"), `ended hung-up, ${stop}, alice's laptop: hung-up, release S`],
    [noAnswer, "nothing"],
    [left("caller"), "nothing"],
    [left("callee"), "nothing"],
    [lost, `ended lost, ${stop}, alice's laptop: lost, bob's laptop: lost, release S`],
  ],
  ended: [
    ready,
    failed,
    rings,
    accepted,
    joined,
    declined,
    hungUpBy("caller"),
    noAnswer,
    left("callee"),
    lost,
  ].map((event) => [event, "nothing"] as const),
};

describe("step", () => {
  for (const [phase, rows] of Object.entries(table) as [keyof typeof calls, (typeof table)["placing"]][]) {
    it.each(rows)(`in ${phase}, takes %j to: %s`, (event, expected) => {
      expect(said(calls[phase], event)).toBe(expected);
    });
  }
});

describe("outcomeFor", () => {
  it.each<[string, TrackedCall, ClientKey, string | null]>([
    ["ringing at bob's", calls.ringing, bobPhone, null],
    ["answered, for who answered", calls.answered, bobLaptop, null],
    ["answered, for who placed", calls.answered, aliceLaptop, null],
    ["answered, at bob's other client", calls.answered, bobPhone, "answered-elsewhere"],
    [
      "hung up after an answer elsewhere",
      after(calls.answered, hungUpBy("caller")),
      bobPhone,
      "answered-elsewhere",
    ],
    ["hung up, for who answered", after(calls.answered, hungUpBy("caller")), bobLaptop, "hung-up"],
    ["declined, for who declined", after(calls.ringing, declined), bobLaptop, "declined"],
    ["declined, at bob's other client", after(calls.ringing, declined), bobPhone, "declined-elsewhere"],
    ["declined, for the caller", after(calls.ringing, declined), aliceLaptop, "declined"],
    ["cancelled, at bob's", after(calls.ringing, hungUpBy("caller")), bobPhone, "cancelled"],
  ])("%s", (_what, call, client, expected) => {
    expect(outcomeFor(call, client)).toBe(expected);
  });
});

describe("serviceCall", () => {
  it("shows people, not clients, participants or media accesses", () => {
    const { ringing } = calls;
    if (ringing.phase !== "ringing") throw new Error("fixture");
    const caller = { kind: "person", ...alice };
    const callee = { kind: "person", ...bob };
    const member = { holding: false, participantId: null };
    expect(serviceCall(ringing)).toEqual({
      id,
      state: "ringing",
      caller,
      callee,
      calledNumber: null,
      transferredBy: null,
      members: [
        { ...member, id: "caller", party: caller, state: "joined" },
        { ...member, id: "callee", party: callee, state: "ringing" },
      ],
      placedAt: 5,
    });
  });
});
