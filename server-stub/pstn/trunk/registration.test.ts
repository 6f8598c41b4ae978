import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { SipLink } from "../../../test/support/sip-link.ts";
import { header, type SipHeader } from "../sip/message.ts";
import { buildResponse } from "../sip/responses.ts";
import { KeepAlive } from "./keep-alive.ts";
import { Registration } from "./registration.ts";

type Answer = readonly [status: number, headers?: readonly SipHeader[]];

/** A registrar that gives these answers one after the other, the last one again and again. */
function bench(...answers: Answer[]) {
  const clock = new FakeClock(0);
  const link = new SipLink(clock);
  const asked: string[] = [];
  link.agent("bob", {
    admit: ({ request }) => {
      asked.push(`${Math.floor(clock.now() / 1_000)} s: ${header(request, "expires") ?? request.method}`);
      const [status, headers = []] = (answers.length > 1 ? answers.shift() : answers[0])!;
      return buildResponse(request, status, { headers });
    },
  });
  const { ports } = link.agent("alice");
  const find = () => Promise.resolve(link.remote("bob"));
  const log = (level: string, message: string): void => void asked.push(`${level}: ${message}`);
  return { clock, link, asked, ports, find, log };
}

const register = ({ ports, clock, log, find }: ReturnType<typeof bench>): Registration => {
  const registration = new Registration({ ports, clock, log, find, domain: "sip.example", username: "desk" });
  registration.start();
  return registration;
};

describe("Registration", () => {
  it("refreshes before what was granted runs out", async () => {
    const it_ = bench([200, [["contact", "<sip:alice@192.0.2.1>;expires=100"]]]);
    const registration = register(it_);
    await it_.clock.pass(130_000);
    expect(it_.asked).toEqual(["0 s: 300", "info: trunk registered", "60 s: 300", "120 s: 300"]);
    expect(registration.isRegistered).toBe(true);
  });

  it("asks for longer when the registrar wants that", async () => {
    const it_ = bench([423, [["min-expires", "900"]]], [200, [["expires", "900"]]]);
    register(it_);
    await it_.clock.pass(1_000);
    expect(it_.asked).toEqual(["0 s: 300", "0 s: 900", "info: trunk registered"]);
  });

  it("tries again later and later while it is refused, and says once that it is lost", async () => {
    const it_ = bench([200, [["expires", "45"]]], [503]);
    const registration = register(it_);
    await it_.clock.pass(60_000);
    expect(it_.asked).toEqual([
      ...["0 s: 300", "info: trunk registered", "5 s: 300", "warn: trunk registration lost"],
      ...["10 s: 300", "20 s: 300", "40 s: 300"],
    ]);
    expect(registration.isRegistered).toBe(false);
  });

  it("is taken back at the end, without waiting for ever", async () => {
    const it_ = bench([200]);
    const registration = register(it_);
    await it_.clock.pass(100);
    it_.link.loses = () => true;
    let closed = false;
    void registration.close().then(() => (closed = true));
    await it_.clock.pass(1_900);
    expect(closed).toBe(false);
    await it_.clock.pass(200);
    expect(closed).toBe(true);
    expect(it_.link.trace.filter((line) => line === "alice > REGISTER (lost)").length).toBeGreaterThan(1);
  });
});

describe("KeepAlive", () => {
  it("asks now and then, and says when the answer changes", async () => {
    const it_ = bench([404]);
    const { ports, log, find, clock } = it_;
    const keepAlive = new KeepAlive({ ports, log, find, uri: "sip:x", from: "<sip:y@z>", everyMs: 30_000 });
    keepAlive.start();
    await clock.pass(40_000);
    expect(it_.asked).toEqual(["0 s: OPTIONS", "info: trunk reachable", "30 s: OPTIONS"]);
    it_.link.loses = () => true;
    await clock.pass(60_000);
    expect(it_.asked.at(-1)).toBe("warn: trunk unreachable");
    expect(keepAlive.isReachable).toBe(false);
    keepAlive.close();
  });
});
