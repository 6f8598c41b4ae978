import type { App } from "electron/main";

export interface LifecyclePorts {
  readonly showWindow: () => void;
  /** A second start hands over its arguments, which may hold a link. */
  readonly openArguments: (argv: readonly string[]) => void;
  /** macOS hands links over by an event of its own. */
  readonly openLink: (link: string) => void;
  /** What has to be said to others before the app ends; bounded by whoever does it. */
  readonly beforeQuit: () => Promise<void>;
}

/** Only one Deskline a user: a second start brings the first one to the front. False when this is the second. */
export function claimSingleInstance(app: App): boolean {
  if (app.requestSingleInstanceLock()) return true;
  app.quit();
  return false;
}

/**
 * A start that fails is told and ends the app: it may have no window, nor a tray, so that nobody could see it or end it, and
 * the next start would only wake this one.
 */
export async function startOrEnd(
  app: Pick<App, "exit">,
  start: () => Promise<void>,
  tell: (cause: unknown) => void,
): Promise<void> {
  try {
    await start();
  } catch (cause) {
    tell(cause);
    app.exit(1);
  }
}

/** Quits when the window closes, but not before `beforeQuit` is done, however the quitting began. */
export function followLifecycle(app: App, ports: LifecyclePorts): void {
  let phase: "running" | "leaving" | "left" = "running";
  app.on("second-instance", (_event, argv) => {
    ports.showWindow();
    ports.openArguments(argv);
  });
  app.on("open-url", (event, link) => {
    event.preventDefault();
    ports.openLink(link);
  });
  app.on("activate", () => ports.showWindow());
  app.on("window-all-closed", () => app.quit());
  app.on("before-quit", (event) => {
    if (phase === "left") return;
    event.preventDefault();
    if (phase === "leaving") return;
    phase = "leaving";
    void ports.beforeQuit().finally(() => {
      phase = "left";
      app.quit();
    });
  });
}
