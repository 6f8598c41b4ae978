/** Composition root: what starts what, in this order. The parts of one subject are put together in `start/`. No logic. */
import { app } from "electron/main";
import { shell } from "electron/common";
import { isLive } from "../common/call/call-view.ts";
import type { Payload } from "../common/contract/contract.ts";
import type { EventName } from "../common/contract/names.ts";
import { claimSingleInstance, followLifecycle, startOrEnd } from "./app/lifecycle.ts";
import type { MediaPort } from "./calls/ports.ts";
import { Desktop } from "./desktop/desktop.ts";
import { IncomingLinks } from "./desktop/incoming-links.ts";
import { carryOut } from "./desktop/intents.ts";
import { sendToPage, serveIpc } from "./ipc/electron-ipc.ts";
import { createHandlers } from "./ipc/handlers.ts";
import { createIpcServer } from "./ipc/ipc-server.ts";
import { RoomService } from "./rooms/room-service.ts";
import { followSettings } from "./start/follow-settings.ts";
import { openSystem } from "./start/open-system.ts";
import { openWindow } from "./start/open-window.ts";
import { startCalls } from "./start/start-calls.ts";
import { startMessages } from "./start/start-messages.ts";
import { startService } from "./start/start-service.ts";
import { startSnapshots } from "./start/start-snapshots.ts";
import type { TrayIntent } from "./tray/tray-view.ts";
import { tellNotStarted } from "./start/tell-not-started.ts";
import { startUpdates } from "./updates/start-updates.ts";
import { declareAppScheme } from "./windows/app-protocol.ts";
import { appOrigin } from "./windows/asset-path.ts";
import { confinePages } from "./windows/harden.ts";
import type { MainWindow } from "./windows/main-window.ts";

app.enableSandbox();
declareAppScheme();
confinePages(app);
if (claimSingleInstance(app)) void app.whenReady().then(() => startOrEnd(app, start, tellNotStarted));

async function start(): Promise<void> {
  const system = openSystem(app);
  const { settings, clock, log } = system;
  const service = startService(system);
  const { account, backend, directory, can } = service;

  const window: MainWindow = openWindow(app, system, () =>
    desktop.hasTray ? "hide" : calls.calls.some(isLive) ? "minimise" : "close",
  );
  const showWindow = (): void => window.show();
  const toPage = <N extends EventName>(name: N, payload: Payload<N>): void =>
    sendToPage(window.browserWindow, name, payload);
  const media: MediaPort = { send: (command) => toPage("media.command", command) };
  const act = (intent: TrayIntent): void =>
    void carryOut(intent, {
      handlers,
      settings,
      showWindow,
      showKeypad: () => toPage("page.show", { section: "keypad" }),
      quit: () => app.quit(),
      log,
    });

  const phone = startCalls({
    system,
    service,
    window,
    media,
    notices: { raise: (notice) => toPage("notice.raised", notice) },
    act,
  });
  const { calls, recents, shares } = phone;
  const chat = startMessages({
    system,
    service,
    window,
    media,
    calls,
    show: (conversation) => toPage("chat.show", { conversation }),
    sendOpen: (open) => toPage("chat.changed", open),
  });
  const links = new IncomingLinks({
    clock,
    region: () => settings.settings.region,
    nameOf: (user) => directory.find(user)?.name ?? null,
    signedIn: () => account.session !== null,
    call: (to) => act({ type: "call", to }),
    join: (code) => void handlers["room.join"]({ room: { code } }),
    showWindow,
    log,
  });
  const updates = startUpdates({ app, calls, leave: () => desktop.end(), clock, log });
  const { snapshots, devicesChanged } = startSnapshots(
    { ...phone, system, service, chat, links, updates, desktop: () => desktop },
    (snapshot) => {
      desktop.update(snapshot);
      for (const page of [window.browserWindow, ...desktop.cards.open])
        sendToPage(page, "state.changed", snapshot);
    },
  );
  const desktop = new Desktop({
    ...system,
    window,
    platform: process.platform,
    onIntent: act,
    onChange: () => snapshots.changed(),
  });
  followSettings(app, system, media);

  const handlers = createHandlers({
    account,
    retry: service.retry,
    calls,
    chat,
    openExternal: (url) => shell.openExternal(url),
    directory,
    recents,
    shares,
    rooms: new RoomService({ rooms: service.rooms, requests: backend.rooms, calls }),
    canVideo: () => can("video"),
    settings,
    snapshots,
    updates,
    devicesChanged,
    log,
    links,
    showWindow,
  });
  serveIpc(createIpcServer({ origin: appOrigin, log, handlers }), {
    main: () => window.browserWindow,
    cards: () => desktop.cards.open,
  });
  followLifecycle(app, {
    showWindow,
    openArguments: (argv) => links.fromArguments(argv),
    openLink: (link) => links.receive(link),
    beforeQuit: async () => {
      await calls.hangUpAll();
      desktop.end();
    },
  });
  links.fromArguments(process.argv);
  log.info("started", { version: system.version });
  await Promise.all([window.load(), account.restore()]);
}
