/** A call, and what is asked about it. */
import type { Phase } from "../../common/call/call.ts";

/** `connected` shows its timer instead; the word is for screen readers. */
const phase: Record<Phase, string> = {
  trying: "Calling…",
  ringing: "Ringing…",
  connecting: "Connecting…",
  connected: "Connected",
  reconnecting: "Reconnecting…",
  ended: "Call ended",
};

export const call = {
  phase,
  label: (name: string): string => `Call with ${name}`,
  mute: "Mute",
  video: "Video",
  muted: "Muted",
  microphoneOff: "Your microphone is off",
  hold: "Hold",
  resume: "Resume",
  keypad: "Keypad",
  people: "People",
  chat: "Chat",
  transfer: "Pass on",
  onHold: "On hold",
  heldByThem: (name: string): string => `${name} has put you on hold`,
  heldCalls: "Calls on hold",
  swap: (name: string): string => `Resume the call with ${name}`,
  hangUpHeld: (name: string): string => `Hang up on ${name}`,
  members: "In this call",
  you: "You",
  memberState: { ringing: "Ringing…", joined: "In the call", holding: "On hold" },
  drop: (name: string): string => `Take ${name} out of the call`,
  quality: { good: "Good connection", fair: "Fair connection", poor: "Poor connection" },
  hangUp: "Hang up",
  minimize: "Make the call smaller",
  expand: (name: string): string => `Show the call with ${name}`,
  controls: "Call controls",
  reconnectingDetail: "The call comes back by itself when the network does.",
  lasted: (duration: string): string => `Lasted ${duration}`,
  again: "Call again",
  back: "Call back",
  soundSettings: "Sound settings",
};

export const incoming = {
  region: "Incoming calls",
  title: "Incoming call",
  accept: "Accept",
  decline: "Decline",
  holdsOther: (name: string): string => `Accepting puts ${name} on hold.`,
  toNumber: (number: string): string => `For ${number}`,
  passedOnBy: (name: string): string => `Passed on by ${name}`,
  answeredElsewhere: "Answered on another device",
  declinedElsewhere: "Declined on another device",
};

export const targets = {
  find: "Name or phone number",
  nobody: "Nobody here by that name, and not a complete phone number.",
  list: "People and numbers",
  addTitle: "Add somebody",
  add: "Add",
  transferTitle: "Pass the call on",
  transferDetail: "You are out of the call as soon as it rings there.",
  transfer: "Pass on",
};
