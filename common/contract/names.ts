/** Every name that crosses IPC: all that preload needs at run time. */
export const requestNames = [
  "state.get",
  "account.sign-in",
  "account.sign-out",
  "account.retry",
  "call.place",
  "call.accept",
  "call.decline",
  "call.hang-up",
  "call.mute",
  "call.hold",
  "call.digits",
  "call.transfer",
  "call.add",
  "call.drop",
  "call.camera",
  "call.dismiss",
  "room.create",
  "room.join",
  "room.end",
  "room.remove",
  "room.invite",
  "recents.remove",
  "recents.seen",

  "screen.sources",
  "screen.share",
  "screen.preview",
  "screen.mode",
  "screen.pause",
  "screen.stop",

  "link.answer",
  "window.show",

  "update.check",
  "update.install",

  "chat.open",
  "chat.close",
  "chat.send",
  "chat.page",
  "chat.read",
  "chat.retry",
  "chat.link",

  "settings.change",
  "media.ready",
  "media.devices",
  "media.offer",
  "media.answer",
  "media.report",
  "log.write",
] as const;
export type RequestName = (typeof requestNames)[number];

export const eventNames = [
  "state.changed",
  "media.command",
  "notice.raised",
  "page.show",
  "chat.changed",
  "chat.show",
] as const;
export type EventName = (typeof eventNames)[number];

/** The two Electron channels: requests by invoke, events by send. */
export const requestChannel = "deskline.request";
export const eventChannel = "deskline.event";
/** The key of the host API on `window`. */
export const hostKey = "host";
