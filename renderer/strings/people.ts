/** People, and one of them. */

export const people = {
  title: "People",
  find: "Find people",
  findShortcut: (mac: boolean): string => (mac ? "⌘K" : "Ctrl K"),
  clear: "Clear",
  list: "People",
  matches: (count: number): string => (count === 1 ? "1 match" : `${String(count)} matches`),
  emptyTitle: "Nobody here yet",
  emptyDetail: "People appear here as soon as they have an account on your server.",
  noMatchTitle: (query: string): string => `Nobody matches “${query}”`,
  noMatchDetail: "Try a first name, a last name or a username.",
  loading: "Loading people",
  quickCall: (name: string): string => `Call ${name}`,
};

export const person = {
  call: "Call",
  callBusy: (name: string): string => `Calling puts ${name} on hold.`,
  chooseTitle: "Who would you like to call?",
  chooseDetail: "Choose somebody from the list, or start typing a name.",
  keys: {
    title: "Keys",
    find: "Find somebody",
    accept: "Accept a call",
    hangUp: "Decline or hang up",
    mute: "Mute",
  },
};

export const find = {
  callNumber: (number: string): string => `Call ${number}`,
};
