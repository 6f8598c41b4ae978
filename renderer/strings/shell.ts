/** Around the views: the rail, links from outside, what is announced, the title of the window. */

export const rail = {
  label: "Deskline",
  people: "People",
  recents: "Recents",
  keypad: "Keypad",
  sessions: "Sessions",
  settings: "Settings",
  me: (name: string, state: string): string => `${name}, ${state}. Open settings`,
};

export const link = {
  callTitle: (name: string): string => `Call ${name}?`,
  callDetail: "A link outside of Deskline asks for this call. Nothing has been dialled yet.",
  call: "Call",
  joinTitle: "Join this session?",
  joinDetail: "A link outside of Deskline asks for it. Others will hear you.",
  join: "Join",
  emergencyTitle: "Deskline cannot call emergency numbers",
  emergencyDetail: "Nobody would know where you are. Use a mobile phone or a landline to call for help.",
  unreadableTitle: "This link cannot be opened",
  unreadableDetail: "It is not a phone number, a person or a session that Deskline knows.",
  cancel: "Cancel",
};

export const announce = {
  incoming: (name: string): string => `${name} is calling`,
  calling: (name: string): string => `Calling ${name}`,
  ringing: (name: string): string => `Ringing at ${name}`,
  connecting: (name: string): string => `Connecting to ${name}`,
  connected: (name: string): string => `Connected to ${name}`,
  reconnecting: (name: string): string => `Reconnecting to ${name}`,
  muted: "Muted",
};

export const windowTitle = {
  incoming: (name: string): string => `${name} is calling · Deskline`,
  call: (name: string): string => `${name} · Deskline`,
};
