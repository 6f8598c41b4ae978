import { EventEmitter } from "node:events";
import type { App, Session } from "electron/main";
import { describe, expect, it } from "vitest";
import { confinePages, refusePermissions } from "./harden.ts";

/** The web contents that Electron would announce, with what was hung on them. */
function confined() {
  const app = new EventEmitter();
  confinePages(app as unknown as App); // only its event is used
  let open: (() => { action: string }) | undefined;
  const contents = Object.assign(new EventEmitter(), {
    setWindowOpenHandler: (handler: () => { action: string }) => (open = handler),
  });
  app.emit("web-contents-created", {}, contents);
  return { contents, open: () => open?.() };
}

describe("confinePages", () => {
  it.each(["will-navigate", "will-redirect", "will-attach-webview"])("prevents %s", (name) => {
    let prevented = false;
    confined().contents.emit(name, { preventDefault: () => (prevented = true) });
    expect(prevented).toBe(true);
  });

  it("denies every new window", () => {
    expect(confined().open()).toEqual({ action: "deny" });
  });
});

type Handlers = {
  request?: (contents: null, permission: string, callback: (yes: boolean) => void, details: object) => void;
  check?: (contents: null, permission: string, origin: string, details: object) => boolean;
  device?: () => boolean;
};

function asked() {
  const handlers: Handlers = {};
  refusePermissions({
    setPermissionRequestHandler: (handler: Handlers["request"]) => (handlers.request = handler!),
    setPermissionCheckHandler: (handler: Handlers["check"]) => (handlers.check = handler!),
    setDevicePermissionHandler: (handler: Handlers["device"]) => (handlers.device = handler!),
  } as unknown as Session); // only these three are used
  return handlers;
}

describe("refusePermissions", () => {
  it.each([
    ["audio", "app://deskline/index.html", true],
    ["video", "app://deskline/index.html", true],
    ["audio", "https://example.com/", false],
    ["audio", "app://deskline.example/", false],
  ])("answers a request for %s by %s: %s", (kind, requestingUrl, allowed) => {
    let answer: boolean | undefined;
    asked().request!(null, "media", (yes) => (answer = yes), {
      mediaTypes: [kind],
      requestingUrl,
      isMainFrame: true,
    });
    expect(answer).toBe(allowed);
  });

  it.each([
    ["media", { mediaType: "audio", isMainFrame: true }, true],
    ["media", { mediaType: "video", isMainFrame: true }, true],
    ["media", { isMainFrame: true }, false],
    ["media", { mediaType: "audio", isMainFrame: false }, false],
    ["speaker-selection", { isMainFrame: true }, true],
    ["usb", { isMainFrame: true }, false],
  ])("answers a check of %s with %j: %s", (permission, details, allowed) => {
    expect(asked().check!(null, permission, "app://deskline/", details)).toBe(allowed);
  });

  it("gives no page a device", () => {
    expect(asked().device!()).toBe(false);
  });
});
