import type { Party, Target } from "../wire/calls.ts";
import type { Remote } from "./call.ts";

/** What a screen, a notification or the tray calls it; null for a phone that withholds its number. */
export function remoteLabel(remote: Remote): string | null {
  return remote.kind === "phone" ? (remote.name ?? remote.number) : remote.name;
}

/** The same for the same other end, whatever its name is now. */
export function remoteKey(remote: Remote): string {
  switch (remote.kind) {
    case "person":
      return remote.userId;
    case "phone":
      return remote.number ?? "withheld";
    case "room":
      return remote.roomId;
  }
}

export const isSameRemote = (one: Remote, other: Remote): boolean =>
  one.kind === other.kind && remoteKey(one) === remoteKey(other);

export function remoteOfParty(party: Party): Remote {
  return party.kind === "person" ? { kind: "person", userId: party.id, name: party.name } : party;
}

export const partyKey = (party: Party): string => remoteKey(remoteOfParty(party));

/** How to call it again; null where there is no number to dial. A room is joined, not called. */
export function targetOf(remote: Remote): Target | null {
  switch (remote.kind) {
    case "person":
      return { kind: "person", id: remote.userId };
    case "phone":
      return remote.number === null ? null : { kind: "phone", number: remote.number };
    case "room":
      return null;
  }
}
