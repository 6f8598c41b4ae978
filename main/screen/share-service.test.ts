import { beforeEach, describe, expect, it } from "vitest";
import type { Call } from "../../common/call/call.ts";
import type { MediaReport } from "../../common/contract/media.ts";
import type { Notice } from "../../common/contract/notice.ts";
import type { ScreenSource } from "../../common/contract/screen.ts";
import { LinkId, SourceId } from "../../common/ids.ts";
import type { Capability } from "../../common/wire/token-server.ts";
import { err, ok } from "../../common/result.ts";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { call as callIn } from "../../test/support/fake-host.ts";
import { KeptLog } from "../../test/support/kept-log.ts";
import { CaptureGate } from "./capture-gate.ts";
import type { ShareCalls } from "./ports.ts";
import { ShareService } from "./share-service.ts";

const screen: ScreenSource = {
  id: SourceId.parse("screen:1:0"),
  kind: "screen",
  title: "Screen 1",
  thumbnail: null,
};
const editor: ScreenSource = {
  id: SourceId.parse("window:7:0"),
  kind: "window",
  title: "Editor",
  thumbnail: null,
};
const link = LinkId.parse(1);

let calls: Call[];
let listed: ScreenSource[] | null;
let sent: unknown[];
let notices: Notice[];
let gate: CaptureGate;
let service: ShareService;
let capabilities: Capability[];
let currentLink: LinkId | null;
let report: (report: MediaReport) => void;
let callsChanged: () => void;

beforeEach(() => {
  calls = [callIn("connected")];
  listed = [screen, editor];
  sent = [];
  notices = [];
  capabilities = ["screen-share"];
  currentLink = link;
  gate = new CaptureGate(new FakeClock());
  const port: ShareCalls = {
    get calls() {
      return calls;
    },
    send: (id, command) => {
      sent.push([id, command]);
      return true;
    },
    linkOf: () => currentLink,
    onReport: (listener) => {
      report = (one) => listener(calls[0]!, link, one);
      return () => {};
    },
    onChange: (listener) => {
      callsChanged = listener;
      return () => {};
    },
  };
  service = new ShareService({
    screens: { canShareSound: false, sources: () => Promise.resolve(listed) },
    gate,
    calls: port,
    notices: { raise: (notice) => notices.push(notice) },
    can: (capability) => capabilities.includes(capability),
    log: new KeptLog(),
  });
});

const { id: call } = callIn("connected");
const start = (source = screen) => service.start({ call, source: source.id, mode: "text", sound: true });
const live = (source = screen): void =>
  report({ type: "sharing", sourceId: source.id, width: 1920, height: 1080, sound: false });

describe("ShareService", () => {
  it("shares only what the user was shown", async () => {
    expect(start()).toEqual(err({ code: "screen-gone" }));
    expect(await service.sources()).toEqual(ok({ sources: [screen, editor], canShareSound: false }));
    expect(start()).toEqual(ok(null));
    expect(gate.take(true)).toEqual({ source: screen.id, sound: false });
    expect(sent).toEqual([[call, { type: "share", sourceId: screen.id, mode: "text", sound: false }]]);
    expect(service.share).toMatchObject({ phase: "starting", source: { title: "Screen 1" } });
    live();
    expect(service.share).toMatchObject({ phase: "live", size: { width: 1920, height: 1080 } });
  });

  it("says that the system does not let us look", async () => {
    listed = null;
    expect(await service.sources()).toEqual(err({ code: "screen-denied" }));
  });

  it.each([
    ["a call that rings", () => (calls = [callIn("ringing")]), "not-connected"],
    ["a call on hold", () => (calls = [callIn("connected", { held: true })]), "not-connected"],
    ["no call", () => (calls = []), "call-gone"],
  ])("does not share into %s", async (_what, change, code) => {
    await service.sources();
    change();
    expect(start()).toEqual(err({ code }));
    expect(gate.take(true)).toBeNull();
  });

  it("switches the source, pauses, changes the mode and stops by one command each", async () => {
    await service.sources();
    start();
    live();
    start(editor);
    live(editor);
    service.pause(true);
    service.pause(true);
    service.setMode("motion");
    service.stop();
    service.stop();
    expect(sent.slice(1).map((one) => (one as [string, { type: string }])[1].type)).toEqual([
      "share",
      "share-pause",
      "share-mode",
      "share-stop",
    ]);
    expect(service.share).toBeNull();
  });

  it("goes on with the source before when another cannot be captured", async () => {
    await service.sources();
    start();
    live();
    service.pause(true);
    start(editor);
    report({ type: "share-failed", error: { code: "screen-gone" } });
    expect(service.share).toMatchObject({ phase: "paused", source: { id: screen.id } });
    expect(notices).toEqual([{ code: "failed", call, error: { code: "screen-gone" } }]);
  });

  it("stops a capture that comes after its end", async () => {
    await service.sources();
    start();
    service.stop();
    live();
    expect(sent.slice(1)).toEqual([
      [call, { type: "share-stop" }],
      [call, { type: "share-stop" }],
    ]);
    expect(service.share).toBeNull();
  });

  it("is not there where the server has none", async () => {
    await service.sources();
    capabilities = [];
    const unavailable = err({ code: "request-invalid", detail: "screen-share" });
    expect([await service.sources(), start()]).toEqual([unavailable, unavailable]);
  });

  it("arms a preview without telling anybody", async () => {
    await service.sources();
    expect(service.preview(editor.id)).toEqual(ok(null));
    expect(gate.take(true)).toEqual({ source: editor.id, sound: false });
    expect(sent).toEqual([]);
    expect(service.share).toBeNull();
  });

  it.each<[string, () => void, Notice[]]>([
    ["the source goes", () => report({ type: "share-ended" }), [{ code: "share-ended", call, by: "source" }]],
    [
      "it cannot be captured",
      () => report({ type: "share-failed", error: { code: "screen-failed" } }),
      [{ code: "failed", call, error: { code: "screen-failed" } }],
    ],
    [
      "the page is loaded again",
      () => {
        currentLink = LinkId.parse(2);
        callsChanged();
      },
      [{ code: "share-ended", call, by: "reload" }],
    ],
    [
      "the link is replaced, and the call looks as before",
      () => {
        currentLink = LinkId.parse(2);
        report({ type: "published" });
      },
      [{ code: "share-ended", call, by: "reload" }],
    ],
    [
      "the call ends",
      () => {
        calls = [callIn("ended")];
        callsChanged();
      },
      [],
    ],
  ])("is over when %s", async (_what, happens, told) => {
    await service.sources();
    start();
    live();
    happens();
    expect(service.share).toBeNull();
    expect(notices).toEqual(told);
  });
});
