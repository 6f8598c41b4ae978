import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SourceId } from "../../common/ids.ts";
import { err, ok, type Result } from "../../common/result.ts";
import type { CallError } from "../../common/errors.ts";
import type { Dispose } from "../../common/scope.ts";
import { deferred } from "../../test/support/deferred.ts";
import { settle } from "../../test/support/fake-clock.ts";
import { call, createFakeHost, snapshot } from "../../test/support/fake-host.ts";
import { FakeStream } from "../../test/support/fake-media.ts";
import { notice } from "./notices.ts";
import { cameraPreview, providePreviews, screenPreview } from "./previews.ts";
import {
  closePicker,
  openPicker,
  pauseShare,
  picking,
  pickMode,
  pickSound,
  previewSource,
  setShareMode,
  shareChosen,
  stopShare,
} from "./share.ts";
import { startStore } from "./store.ts";

type Opened = Result<{ media: MediaStream; close: Dispose }, CallError>;
const { id: callId } = call("connected");
const screen = SourceId.parse("screen:0:0");
const editor = SourceId.parse("window:7:0");

let fake: ReturnType<typeof createFakeHost>;
let stop: Dispose[];
/** What the media half opens, instead of a picture at once. */
let opening: () => Promise<Opened>;
let open: number;

const picture = (): Opened => {
  open += 1;
  return ok({ media: new FakeStream([]).asStream, close: () => (open -= 1) });
};
const asked = () =>
  fake.requests.map(({ name, input }) => [name, input]).filter(([name]) => name !== "state.get");

beforeEach(() => {
  fake = createFakeHost(snapshot({ calls: [call("connected")] }));
  fake.answers["screen.sources"] = ok({
    sources: [{ id: screen, kind: "screen", title: "Screen", thumbnail: null }],
    canShareSound: true,
  });
  open = 0;
  opening = () => Promise.resolve(picture());
  const media = { previewCamera: () => opening(), previewScreen: () => opening() };
  stop = [startStore(fake.host), providePreviews(media)];
});
afterEach(() => {
  closePicker();
  for (const each of stop) each();
});

describe("the share picker", () => {
  it("lists nothing before it is opened, and forgets everything when it is closed", async () => {
    await settle();
    expect(asked()).toEqual([]);
    const opened = openPicker(callId);
    expect(picking.value?.listing).toEqual({ phase: "loading" });
    await opened;
    expect(picking.value?.listing).toMatchObject({ phase: "listed", canShareSound: true });
    closePicker();
    expect(picking.value).toBeNull();
  });

  it("says why nothing can be listed", async () => {
    fake.answers["screen.sources"] = err({ code: "screen-denied" });
    await openPicker(callId);
    expect(picking.value?.listing).toEqual({ phase: "failed", error: { code: "screen-denied" } });
  });

  it("previews what is chosen only after main has armed it, one at a time", async () => {
    await openPicker(callId);
    previewSource(screen);
    await settle();
    expect(screenPreview.state.value.phase).toBe("on");
    previewSource(editor);
    await settle();
    expect(asked().slice(1)).toEqual([
      ["screen.preview", { source: screen }],
      ["screen.preview", { source: editor }],
    ]);
    expect([open, picking.value?.chosen]).toEqual([1, editor]);
    closePicker();
    expect(open).toBe(0);
  });

  it("opens no picture of a source that main does not arm", async () => {
    await openPicker(callId);
    fake.answers["screen.preview"] = err({ code: "screen-gone" });
    previewSource(screen);
    await settle();
    expect([open, screenPreview.state.value.phase, notice.value]).toEqual([
      0,
      "off",
      { kind: "failure", failure: { code: "screen-gone" } },
    ]);
  });

  it("shares as chosen, once the preview has let the source go", async () => {
    const slow = deferred<Opened>();
    opening = () => slow.promise;
    await openPicker(callId);
    pickMode("motion");
    pickSound(true);
    previewSource(screen);
    await settle();
    const sharing = shareChosen(screen);
    await settle();
    expect(asked().at(-1)?.[0]).toBe("screen.preview");
    slow.resolve(picture());
    await sharing;
    expect(asked().at(-1)).toEqual([
      "screen.share",
      { call: callId, source: screen, mode: "motion", sound: true },
    ]);
    expect([open, picking.value]).toEqual([0, null]);
  });

  it("shows why sharing was refused", async () => {
    fake.answers["screen.share"] = err({ code: "not-connected" });
    await openPicker(callId);
    await shareChosen(screen);
    expect(notice.value).toEqual({ kind: "failure", failure: { code: "not-connected" } });
  });

  it("orders pause, mode and stop", async () => {
    pauseShare(true);
    setShareMode("text");
    stopShare();
    await settle();
    expect(asked()).toEqual([
      ["screen.pause", { paused: true }],
      ["screen.mode", { mode: "text" }],
      ["screen.stop", null],
    ]);
  });
});

describe("the camera preview", () => {
  it("is released at once when it was closed while it opened", async () => {
    const slow = deferred<Opened>();
    opening = () => slow.promise;
    const opened = cameraPreview.open();
    await settle();
    expect(cameraPreview.state.value.phase).toBe("opening");
    cameraPreview.close();
    slow.resolve(picture());
    await opened;
    expect([open, cameraPreview.state.value.phase]).toEqual([0, "off"]);
  });

  it("tells why it could not be opened", async () => {
    opening = () => Promise.resolve(err({ code: "camera-busy" }));
    await cameraPreview.open();
    expect(cameraPreview.state.value).toEqual({ phase: "failed", error: { code: "camera-busy" } });
  });
});
