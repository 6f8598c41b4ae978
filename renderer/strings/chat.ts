/** Every text of the chat. */
import type { HistoryProblem } from "../../common/contract/chat.ts";

const people = (count: number): string => (count === 1 ? "1 person" : `${String(count)} people`);

const historyProblem: Record<HistoryProblem, string> = {
  missing: "This computer has no keychain, so your messages are gone when you quit Deskline.",
  locked:
    "Your keychain is locked, so earlier messages cannot be shown and new ones are gone when you quit. Unlock it and start Deskline again.",
  timeout:
    "Your keychain did not answer, so earlier messages cannot be shown and new ones are gone when you quit. Look for a keychain window and start Deskline again.",
  disk: "Your messages cannot be written to the disk and are gone when you quit. Look for free space and start Deskline again.",
};

export const chat = {
  title: "Chat",
  list: "Conversations",
  message: "Message",
  emptyTitle: "No conversations yet",
  emptyDetail: "Choose somebody under People and press Message. It also reaches them when they are offline.",
  chooseTitle: "Pick up a conversation",
  chooseDetail: "Choose one from the list, or somebody under People.",
  unread: (count: number): string => (count === 1 ? "1 unread message" : `${String(count)} unread messages`),
  noMessages: "No messages yet",
  you: "You",
  lastByMe: (words: string): string => `You: ${words}`,
  historyProblem,

  beginPerson: (name: string): string => `This is the beginning of your conversation with ${name}.`,
  beginRoom: "What is written here reaches everybody in the session, and those who join later.",
  beginDetail: "Only the two of you can read it; the server cannot.",
  older: "Loading earlier messages…",
  log: (title: string): string => `Messages with ${title}`,
  today: "Today",
  yesterday: "Yesterday",

  way: {
    direct: "Connected",
    stored: (name: string): string => `${name} gets your messages when they are back`,
    waiting: "Your messages are sent as soon as there is a connection",
  },
  notInRoom: "Join the session again to write here.",

  composer: (title: string): string => `Message to ${title}`,
  placeholder: (title: string): string => `Write to ${title}`,
  send: "Send",
  left: (count: number): string => `${String(count)} characters left`,
  keys: "Enter sends, Shift+Enter begins a new line",

  state: {
    waiting: "Waiting to be sent",
    sent: "Sent",
    delivered: "Delivered",
    read: "Read",
    deliveredTo: (count: number): string => `Delivered to ${people(count)}`,
    readBy: (count: number): string => `Read by ${people(count)}`,
  },
  problem: {
    full: "Not sent: too many messages wait for them already. They get it once some have been read.",
    "person-unknown": "Not sent: they have not used chat on this server yet. They get it once they sign in.",
  },
  retry: "Try again",

  newClient: (name: string): string => `${name} uses Deskline on another computer now.`,
  newKey: (name: string): string => `${name}’s computer has a new key. If that surprises you, ask them.`,

  linkQuestion: (host: string): string => `Open ${host} in your browser?`,
  linkOpen: "Open",
  cancel: "Cancel",

  settings: {
    notifications: "Notifications for messages",
    notificationsDetail: "While Deskline is not in front.",
    preview: "Show their words",
    previewDetail: "Never while the screen is locked.",
  },
};
