/** What several views say. */
import type { KeychainProblem, Registration } from "../../common/contract/state.ts";
import type { Person } from "../../common/wire/token-server.ts";

const presence: Record<Person["presence"], string> = {
  online: "Available",
  "in-call": "In a call",
  offline: "Offline",
};

/** Said where a Call button is; null when there is nothing to know before calling. */
const presenceHint: Record<Person["presence"], ((name: string) => string) | null> = {
  online: null,
  "in-call": (name) => `${name} is in another call right now.`,
  offline: (name) => `${name} is not signed in, so a call will not ring.`,
};

const connection: Record<Exclude<Registration, "registered">, { idle: string; inCall: string }> = {
  offline: {
    idle: "Offline. Nobody can reach you.",
    inCall: "The server is out of reach. Your call goes on.",
  },
  connecting: { idle: "Connecting…", inCall: "Connecting… your call goes on." },
  reconnecting: {
    idle: "Reconnecting… nobody can reach you until then.",
    inCall: "Reconnecting… your call goes on.",
  },
};

const keychain: Record<KeychainProblem, { title: string; detail: string }> = {
  missing: {
    title: "No keychain on this computer",
    detail:
      "You stay signed in until you quit. Install a keychain, such as GNOME Keyring, to stay signed in.",
  },
  locked: {
    title: "Your keychain is locked",
    detail: "You stay signed in until you quit. Unlock the keychain and sign in again to stay signed in.",
  },
  timeout: {
    title: "Your keychain did not answer",
    detail: "You stay signed in until you quit. Look for a keychain window that waits for you.",
  },
};

export const general = {
  app: "Deskline",
  tagline: "Your desk phone, without the phone.",
  close: "Close",
  dismiss: "Dismiss",
  back: "Back",
  retry: "Try again",
  presence,
  presenceHint,
  keychain,
  connection,
};
