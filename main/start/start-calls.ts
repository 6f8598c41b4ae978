import { randomUUID } from "node:crypto";
import { networkInterfaces } from "node:os";
import path from "node:path";
import { BrowserWindow, powerMonitor, session as webSession } from "electron/main";
import { isLive } from "../../common/call/call-view.ts";
import { CallId } from "../../common/ids.ts";
import { NetworkWatch } from "../app/network-watch.ts";
import { CallService } from "../calls/call-service.ts";
import { MediaReports } from "../calls/media-reports.ts";
import type { MediaPort, Notices } from "../calls/ports.ts";
import { createCallNotifications } from "../notifications/call-notifications.ts";
import { electronNotify } from "../notifications/electron-notify.ts";
import { Recents } from "../recents/recents.ts";
import { CaptureGate } from "../screen/capture-gate.ts";
import { createElectronScreens, guardCapture } from "../screen/electron-screens.ts";
import { ShareService } from "../screen/share-service.ts";
import type { TrayIntent } from "../tray/tray-view.ts";
import type { MainWindow } from "../windows/main-window.ts";
import { followAccount } from "./follow-account.ts";
import type { System } from "./open-system.ts";
import type { Service } from "./start-service.ts";

export interface CallSurroundings {
  readonly system: System;
  readonly service: Service;
  readonly window: MainWindow;
  readonly media: MediaPort;
  readonly notices: Notices;
  readonly act: (intent: TrayIntent) => void;
}

/** The calls, and what lives by them. */
export interface Calls {
  readonly calls: CallService;
  readonly reports: MediaReports;
  readonly recents: Recents;
  readonly shares: ShareService;
}

export function startCalls(around: CallSurroundings): Calls {
  const { system, service, notices } = around;
  const { account, backend } = service;
  const calls = createCalls(around);
  const reports = new MediaReports(calls, notices);
  reports.start();
  const recents = new Recents({ folder: path.join(system.userData, "recents"), log: system.log });
  backend.onEvent((event) => calls.serviceEvent(event));
  calls.onEnded((call) => recents.record(call));
  followAccount({ account, calls, recents });
  system.settings.onChange(() => calls.ringtoneChanged());
  followNetwork(system, service, calls);
  return { calls, reports, recents, shares: createShares(around, calls) };
}

function createCalls({ system, service, window, media, notices, act }: CallSurroundings): CallService {
  const { settings, clock, log, openDeviceLink } = system;
  const { account, backend, directory, can } = service;
  return new CallService({
    backend,
    openDeviceLink,
    media,
    notifications: createCallNotifications({
      notify: electronNotify,
      open: () => window.show(),
      accept: (call) => act({ type: "accept", call }),
      decline: (call) => act({ type: "decline", call }),
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
}

function createShares(
  { system, service, window, notices }: CallSurroundings,
  calls: CallService,
): ShareService {
  const { clock, log } = system;
  const gate = new CaptureGate(clock);
  guardCapture(webSession.defaultSession, gate, () => window.browserWindow);
  return new ShareService({
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
    can: service.can,
    log,
  });
}

/** Another network or a computer that woke up: whatever hangs on the old path looks for a new one. */
function followNetwork({ clock, log }: System, { account, backend }: Service, calls: CallService): void {
  const networkChanged = (): void => {
    log.info("network changed");
    account.retry();
    backend.networkChanged();
    calls.networkChanged();
  };
  const watch = new NetworkWatch({
    clock,
    interfaces: networkInterfaces,
    wanted: () => calls.calls.some(isLive),
    onChange: networkChanged,
  });
  calls.onChange(() => watch.refresh());
  powerMonitor.on("resume", networkChanged);
}
