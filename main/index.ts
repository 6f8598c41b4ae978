/** Composition root: builds the services and wires them. No logic. */
import { randomUUID } from "node:crypto";
import { networkInterfaces } from "node:os";
import path from "node:path";
import { app, BrowserWindow, dialog, net, powerMonitor, session as webSession } from "electron/main";
import { shell } from "electron/common";
import type { MediaDevices } from "../common/contract/state.ts";
import { CallId, ClientId } from "../common/ids.ts";
import type { Capability } from "../common/wire/token-server.ts";
import type { Notice } from "../common/contract/notice.ts";
import { isLive } from "../common/call/call-view.ts";
import { backoff } from "../common/retry-policy.ts";
import { loadKeytar } from "./settings/keytar-loader.ts";
import { Desktop } from "./desktop/desktop.ts";
import { IncomingLinks } from "./desktop/incoming-links.ts";
import { carryOut } from "./desktop/intents.ts";
import { hiddenArgument, setStartAtLogin } from "./desktop/login-item.ts";
import { words } from "./strings/en.ts";
import type { TrayIntent } from "./tray/tray-view.ts";
import { claimSingleInstance, followLifecycle } from "./app/lifecycle.ts";
import { NetworkWatch } from "./app/network-watch.ts";
import { systemClock } from "./app/system-clock.ts";
import { AccountService } from "./backend/account-service.ts";
import { BackendService } from "./backend/backend-service.ts";
import { CallService } from "./calls/call-service.ts";
import { MediaReports } from "./calls/media-reports.ts";
import { startChat } from "./chat/start-chat.ts";
import { sendToPage, serveIpc } from "./ipc/electron-ipc.ts";
import { audioOf, createHandlers, videoOf } from "./ipc/handlers.ts";
import { createIpcServer } from "./ipc/ipc-server.ts";
import { SnapshotPublisher } from "./ipc/snapshot-publisher.ts";
import { logFile } from "./log/log-file.ts";
import { createLog } from "./log/log-sink.ts";
import { createMessageNotifications } from "./notifications/message-notifications.ts";
import { createCallNotifications } from "./notifications/call-notifications.ts";
import { Directory } from "./people/directory.ts";
import { Recents } from "./recents/recents.ts";
import { CaptureGate } from "./screen/capture-gate.ts";
import { createElectronScreens, guardCapture } from "./screen/electron-screens.ts";
import { ShareService } from "./screen/share-service.ts";
import { Rooms } from "./rooms/rooms.ts";
import { RoomService } from "./rooms/room-service.ts";
import { FileSettingsStore } from "./settings/file-settings-store.ts";
import { createKeytarKeychain } from "./settings/keytar-keychain.ts";
import { createOpenDeviceLink } from "./signaling/device-link-client.ts";
import { openWsSignalingSocket } from "./signaling/ws-signaling-socket.ts";
import { startUpdates } from "./updates/start-updates.ts";
import { declareAppScheme, serveAppScheme } from "./windows/app-protocol.ts";
import { appOrigin } from "./windows/asset-path.ts";
import { confinePages, refusePermissions } from "./windows/harden.ts";
import { MainWindow } from "./windows/main-window.ts";

app.enableSandbox();
declareAppScheme();
confinePages(app);
if (claimSingleInstance(app)) void app.whenReady().then(start);

async function start(): Promise<void> {
  const userData = app.getPath("userData");
  const clock = systemClock;
  const verbose = process.env.DESKLINE_LOG === "debug";
  const file = logFile({ file: path.join(userData, "logs", "deskline.log"), maxBytes: 1_048_576, files: 3 });
  const log = createLog({
    level: verbose ? "debug" : "info",
    outputs: app.isPackaged && !verbose ? [file] : [file, (line) => void process.stderr.write(line)],
    now: () => clock.now(),
  });
  const presetServer = process.env.DESKLINE_SERVER;
  const settings = new FileSettingsStore({
    folder: userData,
    newClientId: () => ClientId.parse(randomUUID()),
    preset: presetServer === undefined ? {} : { server: presetServer },
    log,
  });
  const retry = backoff({ firstMs: 1_000, maxMs: 30_000, random: Math.random });
  const fetch = (url: string, init: RequestInit): Promise<Response> => net.fetch(url, init);
  const keychain = createKeytarKeychain({ load: loadKeytar, clock, log });
  const account = new AccountService({ fetch, clock, keychain, settings, retry, log });
  const backend = new BackendService({ fetch, clock, retry, log }, account);
  const directory = new Directory();
  const openDeviceLink = createOpenDeviceLink({
    openSocket: openWsSignalingSocket,
    clock,
    retry: backoff({ firstMs: 1_000, maxMs: 8_000, random: Math.random }),
    newUniqueId: randomUUID,
    sdkVersion: app.getVersion(),
    log,
  });

  refusePermissions(webSession.defaultSession);
  serveAppScheme(webSession.defaultSession, path.join(app.getAppPath(), "dist/renderer"));
  const window: MainWindow = new MainWindow({
    preload: path.join(app.getAppPath(), "dist/preload/index.cjs"),
    settings,
    clock,
    log,
    onClose: () => (desktop.hasTray ? "hide" : calls.calls.some(isLive) ? "minimise" : "close"),
    startHidden: process.argv.includes(hiddenArgument),
    onHopeless: () => {
      dialog.showErrorBox(words.hopeless.title, words.hopeless.detail);
      app.quit();
    },
  });
  const intents = (intent: TrayIntent): void =>
    void carryOut(intent, {
      handlers,
      settings,
      showWindow: () => window.show(),
      showKeypad: () => sendToPage(window.browserWindow, "page.show", { section: "keypad" }),
      quit: () => app.quit(),
      log,
    });
  const desktop: Desktop = new Desktop({
    window,
    preload: path.join(app.getAppPath(), "dist/preload/index.cjs"),
    clock,
    log,
    platform: process.platform,
    onIntent: intents,
    onChange: () => changed(),
  });
  let devices: MediaDevices = { microphones: [], speakers: [], cameras: [] };

  const can = (capability: Capability): boolean =>
    account.session?.capabilities.includes(capability) === true;
  const notices = {
    raise: (notice: Notice) => sendToPage(window.browserWindow, "notice.raised", notice),
  };
  const calls: CallService = new CallService({
    backend,
    openDeviceLink,
    media: { send: (command) => sendToPage(window.browserWindow, "media.command", command) },
    notifications: createCallNotifications({
      open: () => window.show(),
      accept: (call) => intents({ type: "accept", call }),
      decline: (call) => intents({ type: "decline", call }),
      quiet: () => settings.settings.doNotDisturb,
    }),
    notices,
    clock,
    log,
    newCallId: () => CallId.parse(randomUUID()),
    me: () => account.session?.user.id ?? null,
    numbers: () => directory.numbers,
    can,
    ringtoneWanted: () => settings.settings.ringtone && !settings.settings.doNotDisturb,
  });
  const recents = new Recents({ folder: path.join(userData, "recents"), log });
  const gate = new CaptureGate(clock);
  guardCapture(webSession.defaultSession, gate, () => window.browserWindow);
  const shares = new ShareService({
    screens: createElectronScreens({
      ownWindows: () => BrowserWindow.getAllWindows(),
      platform: process.platform,
      log,
    }),
    gate,
    calls: {
      get calls() {
        return calls.calls;
      },
      send: (call, command) => calls.links.send(call, command),
      linkOf: (call) => calls.links.linkOf(call),
      onReport: (listener) => calls.links.onReport(listener),
      onChange: (listener) => calls.onChange(listener),
    },
    notices,
    can,
    log,
  });
  const rooms = new Rooms();
  const reports = new MediaReports(calls, notices);
  reports.start();
  const links = new IncomingLinks({
    region: () => settings.settings.region,
    nameOf: (user) => directory.find(user)?.name ?? null,
    signedIn: () => account.session !== null,
    call: (to) => intents({ type: "call", to }),
    join: (code) => void handlers["room.join"]({ room: { code } }),
    showWindow: () => window.show(),
    log,
  });
  let screenLocked = false;
  powerMonitor.on("lock-screen", () => (screenLocked = true));
  powerMonitor.on("unlock-screen", () => (screenLocked = false));
  const chat = startChat({
    folder: userData,
    backend,
    calls,
    openDeviceLink,
    media: { send: (command) => sendToPage(window.browserWindow, "media.command", command) },
    keychain,
    settings,
    directory,
    clock,
    log,
    newId: randomUUID,
    notifications: createMessageNotifications((conversation) => {
      window.show();
      sendToPage(window.browserWindow, "chat.show", { conversation });
    }),
    windowFocused: () => window.browserWindow?.isFocused() ?? false,
    screenLocked: () => screenLocked,
    sendOpen: (open) => sendToPage(window.browserWindow, "chat.changed", open),
  });
  const snapshots = new SnapshotPublisher(
    () => ({
      account: account.state,
      registration: backend.registration,
      capabilities: account.session?.capabilities ?? [],
      numbers: [...directory.numbers],
      rooms: rooms.all,
      recents: [...recents.all],
      chat: chat.service.state,
      share: shares.share,
      quality: reports.quality,
      people: directory.others(account.session?.user.id ?? null),
      calls: [...calls.calls],
      settings: settings.settings,
      devices,
      desktop: { link: links.pending, shortcuts: desktop.shortcuts, tray: desktop.hasTray },
      version: app.getVersion(),
    }),
    (snapshot) => {
      desktop.update(snapshot);
      for (const page of [window.browserWindow, ...desktop.cards.open])
        sendToPage(page, "state.changed", snapshot);
    },
  );
  const changed = (): void => snapshots.changed();
  const networkChanged = (): void => {
    log.info("network changed");
    account.retry();
    backend.networkChanged();
    calls.networkChanged();
  };
  const network = new NetworkWatch({
    clock,
    interfaces: networkInterfaces,
    wanted: () => calls.calls.some(isLive),
    onChange: networkChanged,
  });
  powerMonitor.on("resume", networkChanged);
  const loginItem = {
    app,
    platform: process.platform,
    executable: process.env.APPIMAGE ?? process.execPath,
    configFolder: process.env.XDG_CONFIG_HOME ?? path.join(app.getPath("home"), ".config"),
    log,
  };

  account.onChange(changed);
  account.onSession((session) => {
    void chat.service.use(
      session === null
        ? null
        : { server: session.server, username: settings.settings.username, me: session.user },
    );
    recents.use(session === null ? null : { server: session.server, user: session.user.id });
    if (session !== null) return;
    calls.signedOut();
    directory.clear();
    rooms.clear();
  });
  backend.onRegistration(changed);
  backend.onEvent((event) => {
    directory.serviceEvent(event);
    rooms.serviceEvent(event);
    calls.serviceEvent(event);
  });
  chat.service.onChange(changed);
  directory.onChange(changed);
  rooms.onChange(changed);
  reports.onChange(changed);
  calls.onChange(changed);
  calls.onChange(() => network.refresh());
  calls.onEnded((call) => recents.record(call));
  recents.onChange(changed);
  links.onChange(changed);
  shares.onChange(changed);
  let startAtLogin = settings.settings.startAtLogin;
  settings.onChange(() => {
    if (settings.settings.startAtLogin !== startAtLogin) {
      startAtLogin = settings.settings.startAtLogin;
      setStartAtLogin(loginItem, startAtLogin);
    }
    calls.ringtoneChanged();
    sendToPage(window.browserWindow, "media.command", { type: "audio", audio: audioOf(settings.settings) });
    sendToPage(window.browserWindow, "media.command", { type: "video", video: videoOf(settings.settings) });
    changed();
  });
  const handlers = createHandlers({
    account,
    retry: () => {
      account.retry();
      backend.retry();
    },
    calls,
    chat,
    openExternal: (url) => shell.openExternal(url),
    directory,
    recents,
    shares,
    rooms: new RoomService({ rooms, requests: backend.rooms, calls }),
    canVideo: () => can("video"),
    settings,
    snapshots,
    devicesChanged: (next) => {
      devices = next;
      changed();
    },
    log,
    links,
    showWindow: () => window.show(),
  });
  serveIpc(createIpcServer({ origin: appOrigin, log, handlers }), {
    main: () => window.browserWindow,
    cards: () => desktop.cards.open,
  });
  followLifecycle(app, {
    showWindow: () => window.show(),
    openArguments: (argv) => links.fromArguments(argv),
    openLink: (link) => links.receive(link),
    beforeQuit: async () => {
      await calls.hangUpAll();
      desktop.end();
    },
  });
  links.fromArguments(process.argv);

  startUpdates({ app, calls, clock, log });
  log.info("started", { version: app.getVersion() });
  await Promise.all([window.load(), account.restore()]);
}
