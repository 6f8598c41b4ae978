import { describe, expect, it } from "vitest";
import { type Deferred, deferred } from "../../../test/support/deferred.ts";
import { FakeClock, settle } from "../../../test/support/fake-clock.ts";
import type { ParticipantWebhook } from "../../../common/wire/control-api.ts";
import type { PostOutcome } from "./post-json.ts";
import { webhookDefaults, Webhooks } from "./webhooks.ts";

const url = "https://app.example/hook";

function fixture(answer: (attempt: number) => PostOutcome | Promise<PostOutcome> = () => "delivered") {
  const clock = new FakeClock();
  const posted: string[] = [];
  const postedAt: number[] = [];
  const logged: string[] = [];
  const webhooks = new Webhooks({
    ...webhookDefaults,
    clock,
    log: (level, message) => logged.push(`${level} ${message}`),
    post: (_url, { participantId, event }, { signal }) => {
      posted.push(`${participantId} ${event}`);
      postedAt.push(clock.now());
      const aborted = new Promise<PostOutcome>((resolve) =>
        signal.addEventListener("abort", () => resolve("failed")),
      );
      return Promise.race([Promise.resolve(answer(posted.length)), aborted]);
    },
  });
  const send = (participantId: string, event: ParticipantWebhook["event"]) =>
    webhooks.send(url, { event, timestamp: "0", participantId, deviceId: "d" });
  return { clock, webhooks, posted, postedAt, logged, send };
}

/** A back end that takes what it is told to take. */
function heldBackEnd() {
  const held: Deferred<PostOutcome>[] = [];
  const answer = () => {
    const one = deferred<PostOutcome>();
    held.push(one);
    return one.promise;
  };
  return { held, answer };
}

describe("webhooks", () => {
  it("are tried four times with growing pauses, then given up on", async () => {
    const { clock, send, postedAt, logged } = fixture(() => "failed");
    send("alice", "onConnect");
    await clock.pass(60_000);
    const pauses = postedAt.slice(1).map((at, index) => at - postedAt[index]!);
    // Half of each is random (retry-policy.ts).
    expect(pauses.map((pause, index) => pause >= 250 * 2 ** index && pause <= 500 * 2 ** index)).toEqual([
      true,
      true,
      true,
    ]);
    expect(logged).toEqual(["warn webhook given up"]);
    expect(clock.running).toBe(0);
  });

  it("are not tried again where they must not go", async () => {
    const { clock, send, posted } = fixture(() => "refused");
    send("alice", "onConnect");
    await clock.pass(60_000);
    expect(posted).toHaveLength(1);
  });

  it("go on after one that failed in a way that nobody thought of", async () => {
    const { send, posted, logged } = fixture((attempt) => {
      if (attempt === 1) throw new URIError("https://user:secret@app.example");
      return "delivered";
    });
    send("alice", "onConnect");
    send("alice", "onDisconnect");
    await settle();
    expect(posted).toEqual(["alice onConnect", "alice onDisconnect"]);
    expect(logged).toEqual(["error webhook failed", "debug webhook delivered"]);
  });

  it("keep one participant's order, and do not wait for another's", async () => {
    const { held, answer } = heldBackEnd();
    const { send, posted } = fixture(answer);
    send("alice", "onConnect");
    send("alice", "onLeave");
    send("bob", "onConnect");
    await settle();
    expect(posted).toEqual(["alice onConnect", "bob onConnect"]);
    held[0]?.resolve("delivered");
    await settle();
    expect(posted.at(-1)).toBe("alice onLeave");
  });

  it("drop the newest of one participant when 64 wait", async () => {
    const { held, answer } = heldBackEnd();
    const { send, posted, logged } = fixture(answer);
    for (let count = 0; count < 70; count += 1) send("alice", "onConnect");
    expect(logged).toEqual(Array(6).fill("warn webhook dropped"));
    for (let count = 0; count < 64; count += 1) {
      await settle();
      held[count]?.resolve("delivered");
    }
    await settle();
    expect(posted).toHaveLength(64);
  });

  it("that wait are tried once more at the end, without a pause, and then given up on", async () => {
    const { clock, webhooks, send, posted, logged } = fixture(() => "failed");
    send("alice", "onConnect");
    send("alice", "onLeave");
    await settle();
    expect(posted).toHaveLength(1);
    await webhooks.close();
    expect(posted).toEqual(["alice onConnect", "alice onConnect", "alice onLeave"]);
    expect(logged).toEqual(["warn webhook given up", "warn webhook given up"]);
    expect(clock.running).toBe(0);
  });

  it("hold the end up for 2 s at most, and take nothing after it", async () => {
    const { answer } = heldBackEnd();
    const { clock, webhooks, send, posted, logged } = fixture(answer);
    send("alice", "onConnect");
    send("alice", "onLeave");
    let closed = false;
    const closing = webhooks.close().then(() => (closed = true));
    await clock.pass(1_999);
    expect(closed).toBe(false);
    clock.advance(1);
    await closing;
    expect(logged).toEqual(["warn webhook given up", "warn webhook given up"]);
    send("alice", "onConnect");
    await settle();
    expect(posted).toHaveLength(1);
  });
});
