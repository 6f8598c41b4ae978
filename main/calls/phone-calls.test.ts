import { describe, expect, it } from "vitest";
import { PhoneNumber } from "../../common/ids.ts";
import { err, ok } from "../../common/result.ts";
import { aliceNumber, callBench, callId, carol, fromBob } from "../../test/support/call-bench.ts";
import { settle } from "../../test/support/fake-clock.ts";

const number = PhoneNumber.parse("+19195550123");
const phone = (dialled: PhoneNumber) => ({ kind: "phone" as const, number: dialled, name: null });

describe("a call to a phone", () => {
  it("plays the ringback from the start, and stops it with the answer", async () => {
    const bench = callBench();
    expect(await bench.service.place(phone(number))).toEqual(ok(callId(101)));
    await settle();
    expect(bench.backend.asked).toEqual(["place +19195550123"]);
    expect(bench.service.calls).toMatchObject([{ phase: "trying", remote: phone(number) }]);
    expect(bench.sent("ring")).toEqual([{ type: "ring", tone: "ringback" }]);
    await bench.says({ type: "call.answered", callId: callId(101) });
    expect(bench.sent("ring").at(-1)).toEqual({ type: "ring", tone: null });
  });

  it.each(["+112", "+1911", "+44999"])(
    "R72 never goes to the emergency number %s, in any way",
    async (dialled) => {
      const bench = callBench();
      const id = await bench.talk();
      const before = [...bench.backend.asked];
      const emergency = PhoneNumber.parse(dialled);
      const to = { kind: "phone" as const, number: emergency };
      const refusal = err({ code: "emergency-number" });
      expect(await bench.service.place(phone(emergency))).toEqual(refusal);
      expect(await bench.service.transfer(id, to)).toEqual(refusal);
      expect(await bench.service.add(id, to)).toEqual(refusal);
      expect(bench.backend.asked).toEqual(before);
      expect(bench.phases()).toEqual(["connected"]);
    },
  );

  it("is refused where the server calls no phones, and to her own number", async () => {
    const bench = callBench();
    expect(await bench.service.place(phone(aliceNumber))).toEqual(err({ code: "calling-yourself" }));
    bench.wishes.capabilities = ["call-people"];
    expect(await bench.service.place(phone(number))).toEqual(err({ code: "phones-unavailable" }));
    expect(bench.backend.asked).toEqual([]);
  });

  it.each([
    ["busy", { code: "busy" }],
    ["declined", { code: "declined", by: "them" }],
    ["no-answer", { code: "no-answer", afterMs: 0 }],
    ["number-unknown", { code: "number-unknown" }],
    ["number-refused", { code: "number-refused" }],
    ["unreachable", { code: "unreachable" }],
    ["phone-limit", { code: "failed", error: { code: "phone-limit" } }],
    ["phones-unavailable", { code: "failed", error: { code: "phones-unavailable" } }],
  ] as const)("that ends as %s is shown with the reason until it is dismissed", async (outcome, reason) => {
    const bench = callBench();
    await bench.service.place(phone(number));
    await settle();
    await bench.says({ type: "call.ended", callId: callId(101), outcome });
    expect(bench.reason()).toEqual(reason);
    bench.clock.advance(3_600_000);
    expect(bench.reason()).toEqual(reason);
  });
});

describe("hanging up on a phone", () => {
  type Bench = ReturnType<typeof callBench>;
  const id = callId(101);
  const answered = (bench: Bench): Promise<void> => bench.says({ type: "call.answered", callId: id });
  const stages: Record<string, (bench: Bench) => Promise<void>> = {
    "it is being dialled": () => Promise.resolve(),
    "it rings": (bench) => bench.says({ type: "call.ringing", callId: id }),
    "its sound comes before the answer": (bench) => {
      bench.reports({ type: "flowing" });
      return settle();
    },
    "it has just answered": answered,
    "they talk": async (bench) => {
      await answered(bench);
      bench.reports({ type: "flowing" });
    },
  };

  it.each(Object.keys(stages))("is done at once while %s, however long the server takes", async (stage) => {
    const bench = callBench();
    const never = new Promise<never>(() => {});
    bench.backend.answer = () => never;
    if (stage === "it is being dialled") bench.backend.onPlace = () => never;
    await bench.service.place(phone(number));
    await settle();
    await stages[stage]?.(bench);
    bench.service.hangUp(id);
    expect(bench.service.calls).toEqual([]);
    // Which stops the ringback, or what we hear and say.
    expect(bench.sent("ring").at(-1)).toEqual({ type: "ring", tone: null });
  });
});

describe("a call from a phone", () => {
  it("shows who calls, which number was called and who passed it on", async () => {
    const bench = callBench();
    const call = {
      ...fromBob(1),
      caller: { kind: "phone" as const, number, name: "Bob's mobile" },
      calledNumber: aliceNumber,
      transferredBy: carol.name,
    };
    await bench.says({ type: "call.incoming", call });
    expect(bench.service.calls).toMatchObject([
      {
        remote: { kind: "phone", number, name: "Bob's mobile" },
        calledNumber: aliceNumber,
        transferredBy: "Carol",
      },
    ]);
    expect(bench.seen[0]).toBe("notify Bob's mobile");
  });
});
