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
  routeDisplayMedia(hooks);
}

/**
 * The app chooses the source; Chromium is then asked in a way that makes its picker take that one. Sound of the system
 * is never captured: Electron has it on Windows and macOS only.
 */
function routeDisplayMedia(hooks: () => PageHooks | null): void {
  const native = navigator.mediaDevices.getDisplayMedia.bind(navigator.mediaDevices);
  MediaDevices.prototype.getDisplayMedia = async function getDisplayMedia(options = {}) {
    const { video = true, audio = false } = options;
    const page = hooks();
    if (page === null || video === false) return native(options); // Chromium knows what is wrong with it
    if (!navigator.userActivation.isActive)
      throw new DOMException(
        "getDisplayMedia() requires transient activation (user gesture).",
        "InvalidStateError",
      );
    const answer = await page.displayMedia({ video: true, audio: audio !== false });
    if (!answer.ok) throw new DOMException(answer.message, answer.name);
    const { id, displaySurface } = answer;
    const wanted = { ...(typeof video === "object" ? video : {}), displaySurface };
    const exclude = displaySurface === "window" ? { monitorTypeSurfaces: "exclude" } : {};
    try {
      return await native({
        ...options,
        ...exclude,
        audio: false,
        video: wanted,
      });
    } finally {
      page.displayMediaStarted(id);
    }
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
