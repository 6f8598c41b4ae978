import { beforeEach, describe, expect, it } from "vitest";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { KeptLog } from "../../test/support/kept-log.ts";
import { IncomingLinks, unreadMs } from "./incoming-links.ts";

let signedIn: boolean;
let done: unknown[];
let links: IncomingLinks;
let log: KeptLog;
let clock: FakeClock;
beforeEach(() => {
  signedIn = true;
  done = [];
  log = new KeptLog();
  clock = new FakeClock();
  links = new IncomingLinks({
    clock,
    region: () => "US",
    nameOf: (user) => (user === "bob" ? "Bob Okafor" : null),
    signedIn: () => signedIn,
    call: (to) => done.push(to),
    join: (code) => done.push(code),
    showWindow: () => done.push("window"),
    log,
  });
});

describe("IncomingLinks", () => {
  it("shows the window and dials nothing before the user says yes", () => {
    links.receive("tel:+19195550142");
    expect(links.pending).toEqual({ kind: "call-phone", number: "+19195550142" });
    expect(done).toEqual(["window"]);
    links.answer(true);
    links.answer(true);
    expect(done).toEqual(["window", { kind: "phone", number: "+19195550142" }]);
    expect(links.pending).toBeNull();
  });

  it("takes no yes for a link that slipped in under the user's hand, until it could be read", () => {
    const [harmless, costly] = ["+19195550142", "+19195550177"];
    links.receive(`tel:${harmless}`);
    clock.advance(60_000);
    links.receive(`tel:${costly}`);
    links.answer(true);
    expect(done).toEqual(["window", "window"]);
    expect(links.pending).toEqual({ kind: "call-phone", number: costly });
    clock.advance(unreadMs);
    links.answer(true);
    expect(done.at(-1)).toEqual({ kind: "phone", number: costly });
  });

  it("takes a no at any time, and a yes at once when nothing stood there before", () => {
    links.receive("tel:+19195550142");
    links.receive("tel:+19195550177");
    links.answer(false);
    expect(links.pending).toBeNull();
    links.receive("tel:+19195550142");
    links.answer(true);
    expect(done.at(-1)).toEqual({ kind: "phone", number: "+19195550142" });
  });

  it("forgets it when the user says no", () => {
    links.receive("deskline:call/bob");
    expect(links.pending).toEqual({ kind: "call-person", user: "bob", name: "Bob Okafor" });
    links.answer(false);
    expect(done).toEqual(["window"]);
  });

  it("opens a session, and calls a person", () => {
    links.receive("deskline:join/abcdefgh23");
    links.answer(true);
    links.receive("deskline:call/bob");
    links.answer(true);
    expect(done.filter((one) => one !== "window")).toEqual(["abcdefgh23", { kind: "person", id: "bob" }]);
  });

  it("says so of what it cannot read, of strangers and of emergency numbers, and opens none of them", () => {
    for (const [text, kind] of [
      ["tel:%00", "unreadable"],
      ["deskline:call/nobody", "unreadable"],
      ["tel:911", "emergency"],
    ] as const) {
      links.receive(text);
      expect(links.pending).toEqual({ kind });
      if (kind === "emergency") links.answer(true);
    }
    expect(done).toEqual(["window", "window", "window"]);
  });

  it("takes the link among the arguments of a start, and no other argument", () => {
    links.fromArguments(["/opt/Deskline/deskline", "--hidden", "/home/alice"]);
    expect(done).toEqual([]);
    links.fromArguments(["/opt/Deskline/deskline", "--allow-file-access", "tel:+19195550142"]);
    expect(links.pending).toMatchObject({ kind: "call-phone" });
  });

  it("waits for the sign-in", () => {
    signedIn = false;
    links.receive("tel:+19195550142");
    expect(links.pending).toBeNull();
    signedIn = true;
    expect(links.pending).toMatchObject({ kind: "call-phone" });
  });

  it("writes no number into the log", () => {
    links.receive("tel:+19195550142");
    expect(JSON.stringify(log)).not.toContain("9195550142");
  });
});
