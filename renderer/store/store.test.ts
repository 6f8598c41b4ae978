import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RequestName } from "../../common/contract/names.ts";
import type { Dispose } from "../../common/scope.ts";
import { FakeClock, settle } from "../../test/support/fake-clock.ts";
import { bob, call, carol, createFakeHost, type FakeHost, snapshot } from "../../test/support/fake-host.ts";
import { acceptFirst, declineOrHangUp, openPerson, placeCall, placing, toggleMuted } from "./actions.ts";
import { elsewhere, heldCalls, stageCall } from "./calls.ts";
import { callExpanded, pane, section, selected, showSection } from "./navigation.ts";
import { notice } from "./notices.ts";
import { signIn, signInFailure, signingIn } from "./sign-in.ts";
import { snapshot as latest } from "./snapshot.ts";
import { startStore } from "./store.ts";
import { talkingTime } from "./talking-time.ts";

let fake: FakeHost;
let clock: FakeClock;
let stop: Dispose;

beforeEach(async () => {
  fake = createFakeHost(snapshot());
  clock = new FakeClock();
  stop = startStore(fake.host, clock);
  await settle();
});
afterEach(() => stop());

const inputsOf = (name: RequestName): unknown[] =>
  fake.requests.filter((one) => one.name === name).map(({ input }) => input);

describe("snapshots", () => {
  it("are taken from the first answer and then from every event", () => {
    expect(latest.value?.version).toBe("0.1.0");
    fake.publish(snapshot({ version: "0.2.0" }));
    expect(latest.value?.version).toBe("0.2.0");
  });

  it("are dropped when their revision is not higher", () => {
    const old = snapshot({ version: "old" });
    const next = snapshot({ version: "next" });
    fake.publish(next);
    fake.publish(old);
    fake.publish({ ...next, version: "same revision" });
    expect(latest.value?.version).toBe("next");
  });

  it("win over an answer that is older than an event before it", async () => {
    stop();
    const first = snapshot({ version: "answer" });
    const other = createFakeHost(first);
    other.answers["state.get"] = { ok: true, value: first };
    stop = startStore(other.host, clock);
    other.publish(snapshot({ version: "event" }));
    await settle();
    expect(latest.value?.version).toBe("event");
  });

  it("are subscribed to before the first is asked for", () => {
    const order: string[] = [];
    stop();
    stop = startStore(
      {
        request: (name, input) => (order.push(name), fake.host.request(name, input)),
        on: (name, listener) => (order.push(`on ${name}`), fake.host.on(name, listener)),
      },
      clock,
    );
    expect(order.slice(0, 2)).toEqual(["on state.changed", "state.get"]);
  });

  it("end with the store, which leaves nothing behind", () => {
    fake.publish(snapshot({ calls: [call("connected", { endedAt: clock.now() })] }));
    stop();
    expect(latest.value).toBeNull();
    expect(fake.listeners()).toBe(0);
    expect(clock.running).toBe(0);
  });
});

describe("placing a call", () => {
  it("asks main once, however often the button is pressed", async () => {
    await Promise.all([placeCall({ kind: "person", id: bob.id }), placeCall({ kind: "person", id: bob.id })]);
    expect(inputsOf("call.place")).toEqual([{ to: { kind: "person", id: bob.id } }]);
    expect(placing.value).toBe(false);
  });

  it("shows why it failed, until it is tried again", async () => {
    fake.answers["call.place"] = { ok: false, error: { code: "already-in-call" } };
    await placeCall({ kind: "person", id: bob.id });
    expect(notice.value).toEqual({ kind: "failure", failure: { code: "already-in-call" } });
    delete fake.answers["call.place"];
    await placeCall({ kind: "person", id: bob.id });
    expect(notice.value).toBeNull();
  });

  it("is done with the calls it makes pointless, and with no other missed call", async () => {
    const ended = call("ended", { number: 1 });
    const missedBob = call("ended", {
      number: 2,
      direction: "inbound",
      connectedAt: null,
      reason: { code: "cancelled", by: "them" },
    });
    const missedCarol = call("ended", {
      number: 3,
      with: carol,
      direction: "inbound",
      connectedAt: null,
      reason: { code: "cancelled", by: "them" },
    });
    fake.publish(snapshot({ calls: [ended, missedBob, missedCarol] }));
    await placeCall({ kind: "person", id: bob.id });
    expect(inputsOf("call.dismiss")).toEqual([{ id: ended.id }, { id: missedBob.id }]);
  });
});

describe("keys in a call", () => {
  const ringing = call("ringing", { direction: "inbound", number: 2, with: carol });
  const talking = call("connected");

  it("accept what rings, also in another call, which main then puts on hold", () => {
    fake.publish(snapshot({ calls: [talking, ringing] }));
    acceptFirst();
    expect(inputsOf("call.accept")).toEqual([{ id: ringing.id }]);
  });

  it("decline what rings before they hang up", () => {
    fake.publish(snapshot({ calls: [talking, ringing] }));
    declineOrHangUp();
    expect(inputsOf("call.decline")).toEqual([{ id: ringing.id }]);
    expect(inputsOf("call.hang-up")).toEqual([]);
    fake.publish(snapshot({ calls: [talking] }));
    declineOrHangUp();
    expect(inputsOf("call.hang-up")).toEqual([{ id: talking.id }]);
  });

  it("do nothing visible when they come too late", async () => {
    fake.answers["call.hang-up"] = { ok: false, error: { code: "call-gone" } };
    fake.publish(snapshot({ calls: [talking] }));
    declineOrHangUp();
    await settle();
    expect(notice.value).toBeNull();
  });

  it("turn mute over", () => {
    fake.publish(snapshot({ calls: [call("connected", { muted: true })] }));
    toggleMuted();
    expect(inputsOf("call.mute")).toEqual([{ id: talking.id, muted: false }]);
  });
});

describe("ended calls", () => {
  it("stay on the screen until the user goes elsewhere", () => {
    const ended = call("ended");
    fake.publish(snapshot({ calls: [ended] }));
    clock.advance(600_000);
    expect(stageCall.value?.id).toBe(ended.id);
    expect(inputsOf("call.dismiss")).toEqual([]);
    openPerson(carol.id);
    expect(inputsOf("call.dismiss")).toEqual([{ id: ended.id }]);
  });

  it("say for two seconds that another device answered", () => {
    const taken = call("ended", {
      direction: "inbound",
      connectedAt: null,
      reason: { code: "answered-elsewhere" },
    });
    fake.publish(snapshot({ calls: [taken] }));
    fake.publish(snapshot({ calls: [taken] }));
    expect(elsewhere.value).toHaveLength(1);
    clock.advance(1_999);
    expect(inputsOf("call.dismiss")).toEqual([]);
    clock.advance(1);
    expect(inputsOf("call.dismiss")).toEqual([{ id: taken.id }]);
  });

  it("go at once when alice declined", () => {
    const declined = call("ended", {
      direction: "inbound",
      connectedAt: null,
      reason: { code: "declined", by: "us" },
    });
    fake.publish(snapshot({ calls: [declined] }));
    clock.advance(0);
    expect(stageCall.value).toBeNull();
    expect(inputsOf("call.dismiss")).toEqual([{ id: declined.id }]);
  });

  it("take the stage when alice failed to answer for want of a microphone, and not when bob gave up", () => {
    const gaveUp = call("ended", {
      direction: "inbound",
      connectedAt: null,
      reason: { code: "cancelled", by: "them" },
    });
    const failed = call("ended", {
      number: 2,
      direction: "inbound",
      connectedAt: null,
      reason: { code: "failed", error: { code: "microphone-denied" } },
    });
    fake.publish(snapshot({ calls: [gaveUp, failed] }));
    expect(stageCall.value?.id).toBe(failed.id);
  });

  it("on hold wait beside the active one, and come to the stage when it is over", () => {
    const waiting = call("connected", { held: true });
    const talking = call("connected", { with: carol, number: 2 });
    fake.publish(snapshot({ calls: [waiting, talking] }));
    expect(stageCall.value?.id).toBe(talking.id);
    expect(heldCalls.value.map(({ id }) => id)).toEqual([waiting.id]);
    fake.publish(snapshot({ calls: [waiting] }));
    expect(stageCall.value?.id).toBe(waiting.id);
  });
});

describe("the timer", () => {
  it("moves at each full second of talking, and stands still otherwise", () => {
    fake.publish(snapshot({ calls: [call("ringing")] }));
    expect(clock.running).toBe(0);
    expect(talkingTime.value).toBeNull();

    const connectedAt = clock.now() - 400;
    fake.publish(snapshot({ calls: [call("connected", { connectedAt })] }));
    expect(talkingTime.value).toBe(400);
    clock.advance(600);
    expect(talkingTime.value).toBe(1_000);
    clock.advance(2_000);
    expect(talkingTime.value).toBe(3_000);

    fake.publish(snapshot({ calls: [call("ended", { connectedAt, endedAt: connectedAt + 3_200 })] }));
    expect(clock.running).toBe(0);
    expect(talkingTime.value).toBe(3_200);
  });
});

describe("navigation", () => {
  it("opens the view of a new call from anywhere", () => {
    showSection("settings");
    fake.publish(snapshot({ calls: [call("trying")] }));
    expect(section.value).toBe("people");
    expect(callExpanded.value).toBe(true);
    expect(pane.value).toBe("detail");
  });

  it("keeps a live call in the dock while alice looks at somebody else", () => {
    fake.publish(snapshot({ calls: [call("connected")] }));
    openPerson(carol.id);
    expect(callExpanded.value).toBe(false);
    expect(selected.value).toBe(carol.id);
    fake.publish(snapshot({ calls: [call("connected", { muted: true })] }));
    expect(callExpanded.value).toBe(false);
    expect(inputsOf("call.hang-up")).toEqual([]);
  });
});

describe("signing in", () => {
  const input = { server: "https://phone.example.com", username: "alice", password: "wrong" };

  it("asks main once and tells why it failed", async () => {
    fake.publish(snapshot({ account: { phase: "signed-out", failure: null, keychain: null } }));
    fake.answers["account.sign-in"] = { ok: false, error: { code: "wrong-password" } };
    await Promise.all([signIn(input), signIn(input)]);
    expect(inputsOf("account.sign-in")).toEqual([input]);
    expect(signInFailure.value).toEqual({ code: "wrong-password" });
    expect(notice.value).toBeNull();
  });

  it("shows why main ended the session, until something was tried", async () => {
    fake.publish(
      snapshot({ account: { phase: "signed-out", failure: { code: "session-expired" }, keychain: null } }),
    );
    expect(signInFailure.value).toEqual({ code: "session-expired" });
    fake.answers["account.sign-in"] = "never";
    void signIn(input);
    await settle();
    expect(signingIn.value).toBe(true);
    expect(signInFailure.value).toBeNull();
  });
});
