import type { App, Session, WebContents } from "electron/main";
import { isPermitted } from "./permissions.ts";

/** Both handlers: the request handler asks for prompts, the check handler for silent questions. */
export function refusePermissions(webSession: Session): void {
  webSession.setPermissionRequestHandler((_contents, permission, callback, details) => {
    const mediaTypes = "mediaTypes" in details ? (details.mediaTypes ?? []) : [];
    const { requestingUrl, isMainFrame } = details;
    callback(isPermitted({ permission, origin: originOf(requestingUrl), isMainFrame, mediaTypes }));
  });
  webSession.setPermissionCheckHandler((_contents, permission, requestingOrigin, details) => {
    const mediaTypes = details.mediaType === undefined ? [] : [details.mediaType];
    return isPermitted({
      permission,
      origin: requestingOrigin,
      isMainFrame: details.isMainFrame,
      mediaTypes,
    });
  });
  webSession.setDevicePermissionHandler(() => false);
}

/** No page navigates, opens a window or embeds a web view; whoever makes the contents. */
export function confinePages(app: App): void {
  app.on("web-contents-created", (_event, contents: WebContents) => {
    contents.on("will-navigate", (event) => event.preventDefault());
    contents.on("will-redirect", (event) => event.preventDefault());
    contents.on("will-attach-webview", (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: "deny" }));
  });
}

/** `URL.origin` is "null" for schemes of our own, so the origin is taken from the text. */
function originOf(address: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(address)?.[0] ?? "";
}
