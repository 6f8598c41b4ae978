import type { MediaDevices, Snapshot } from "../../common/contract/state.ts";
import type { Chat } from "../chat/start-chat.ts";
import type { Desktop } from "../desktop/desktop.ts";
import type { IncomingLinks } from "../desktop/incoming-links.ts";
import { SnapshotPublisher } from "../ipc/snapshot-publisher.ts";
import type { UpdateService } from "../updates/update-service.ts";
import type { System } from "./open-system.ts";
import type { Calls } from "./start-calls.ts";
import type { Service } from "./start-service.ts";

export interface SnapshotParts extends Calls {
  readonly system: System;
  readonly service: Service;
  readonly chat: Chat;
  readonly links: IncomingLinks;
  readonly updates: UpdateService;
  readonly desktop: () => Desktop;
}

export interface Snapshots {
  readonly snapshots: SnapshotPublisher;
  /** The page alone knows which devices there are. */
  readonly devicesChanged: (devices: MediaDevices) => void;
}

/** One picture of the whole state, taken anew whenever a part of it has changed. */
export function startSnapshots(parts: SnapshotParts, send: (snapshot: Snapshot) => void): Snapshots {
  const { system, service, calls, reports, recents, shares, chat, links, updates } = parts;
  const { account, backend, directory, rooms } = service;
  let devices: MediaDevices = { microphones: [], speakers: [], cameras: [] };
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
      settings: system.settings.settings,
      devices,
      desktop: {
        link: links.pending,
        shortcuts: parts.desktop().shortcuts,
        tray: parts.desktop().hasTray,
      },
      version: system.version,
      update: updates.state,
    }),
    send,
  );
  const changed = (): void => snapshots.changed();
  backend.onRegistration(changed);
  const changing = [account, directory, rooms, calls, reports, recents, shares, links, updates, chat.service];
  for (const part of [...changing, system.settings]) part.onChange(changed);
  return {
    snapshots,
    devicesChanged: (next) => {
      devices = next;
      changed();
    },
  };
}
