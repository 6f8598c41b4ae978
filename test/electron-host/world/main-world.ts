import { Bridge } from "./bridge.ts";
import { eventLink } from "./event-link.ts";
import { hooksKey, type PageHooks } from "./protocol.ts";

/** Runs in the page's own world before its first script: takes exposed APIs and routes a few web APIs to the host. */
export function startMainWorld(secret: string): void {
  if (self !== top) return;
  let hooks: PageHooks | null = null;
  new Bridge(eventLink(secret, "main"), (key, value) => {
    if (key === hooksKey) hooks = value as PageHooks;
    else Object.defineProperty(window, key, { value, enumerable: true });
  });
  const currentHooks = (): PageHooks | null => hooks;
  routeMedia(currentHooks);
  routeNotifications(currentHooks);
  routeWindowOpen(currentHooks);
}

/** The app's permission handlers are asked first; then Chromium decides by what the host told it of their answer. */
function routeMedia(hooks: () => PageHooks | null): void {
  if (!("mediaDevices" in navigator)) return; // not a secure context
  const prototype = MediaDevices.prototype;
  const native = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  prototype.getUserMedia = async function getUserMedia(constraints = {}) {
    const { video = false, audio = false } = constraints;
    await hooks()?.permission({ permission: "media", video: video !== false, audio: audio !== false });
    return native(constraints);
  };
  prototype.getDisplayMedia = function getDisplayMedia() {
    return Promise.reject(
      new DOMException("electron-host: screen capture is not in this host", "NotSupportedError"),
    );
  };
}

function routeNotifications(hooks: () => PageHooks | null): void {
  if (!("Notification" in window)) return;
  const native = Notification.requestPermission.bind(Notification);
  Notification.requestPermission = async (callback) => {
    await hooks()?.permission({ permission: "notifications" });
    return native(callback);
  };
}

/** A popup that waits for a debugger blocks the page that opened it, so none may ever be made. */
function routeWindowOpen(hooks: () => PageHooks | null): void {
  window.open = (url = "about:blank", frameName = "", features = "") => {
    hooks()?.windowOpen({ url: new URL(url, location.href).href, frameName, features });
    return null;
  };
}
