/** A sentence and a remedy for every failure; docs/errors.md shows the same ones, and a test compares the two. */
import type { Failure, FailureCode } from "../../common/errors.ts";
import { inWords } from "./format.ts";

/** What happened (and what it means), and what to do about it. */
export interface FailureText {
  readonly what: string;
  readonly remedy: string;
}

type FailureOf<C extends FailureCode> = Extract<Failure, { code: C }>;
type FailureTexts = { readonly [C in FailureCode]: (failure: FailureOf<C>) => FailureText };

const texts: FailureTexts = {
  "microphone-denied": () => ({
    what: "Deskline may not use your microphone, so nobody would hear you.",
    remedy: "Allow the microphone for Deskline in your system's privacy settings, then call again.",
  }),
  "microphone-missing": () => ({
    what: "No microphone was found, so nobody would hear you.",
    remedy: "Plug one in or choose another one in Settings, then call again.",
  }),
  "microphone-busy": () => ({
    what: "Another app holds your microphone.",
    remedy: "Close the app that uses it or choose another microphone in Settings, then call again.",
  }),
  "media-timeout": ({ afterMs }) => ({
    what: `No sound came through within ${inWords(afterMs)}, so the call was ended.`,
    remedy: "A firewall or VPN may block calls. Try another network, then call again.",
  }),
  "media-failed": () => ({
    what: "The sound connection could not be made or broke.",
    remedy: "Call again. If it happens every time, restart Deskline.",
  }),
  "signaling-lost": () => ({
    what: "The connection to the phone service broke during the call.",
    remedy: "Check your network, then call again.",
  }),
  "signaling-refused": () => ({
    what: "The phone service did not let this call in.",
    remedy: "Call again. If it happens every time, sign out and in again.",
  }),
  "server-unreachable": () => ({
    what: "The server could not be reached.",
    remedy: "Check your network and the server address, then try again.",
  }),
  "server-refused": ({ status }) => ({
    what: `The server answered with an error (${String(status)}).`,
    remedy: "Try again in a minute. If it goes on, tell your administrator.",
  }),
  "server-unreadable": () => ({
    what: "The server's answer could not be understood.",
    remedy: "Check the server address. If it is right, Deskline or the server needs an update.",
  }),
  "person-unknown": () => ({
    what: "This person has no account on your server any more.",
    remedy: "Choose somebody else, or ask your administrator.",
  }),
  "call-gone": () => ({
    what: "This call is over already.",
    remedy: "Call back if you still want to talk.",
  }),
  "camera-denied": () => ({
    what: "Deskline may not use your camera, so nobody sees you.",
    remedy: "Allow the camera for Deskline in your system's privacy settings, then switch video on again.",
  }),
  "camera-missing": () => ({
    what: "No camera was found, so nobody sees you.",
    remedy: "Plug one in or choose another one in Settings, then switch video on again.",
  }),
  "camera-busy": () => ({
    what: "Another app holds your camera.",
    remedy: "Close the app that uses it or choose another camera in Settings, then switch video on again.",
  }),
  "screen-denied": () => ({
    what: "Deskline may not see your screen, so nothing is shared.",
    remedy: "Allow screen recording for Deskline in your system's privacy settings, then share again.",
  }),
  "screen-gone": () => ({
    what: "What you chose is not there any more, so nothing is shared.",
    remedy: "Choose another screen or window.",
  }),
  "screen-failed": () => ({
    what: "The screen could not be captured, so nothing is shared.",
    remedy: "Share again. If it happens every time, restart Deskline.",
  }),
  "phones-unavailable": () => ({
    what: "Your server cannot call phones at the moment.",
    remedy: "Try again in a minute. If it goes on, tell your administrator.",
  }),
  "phone-limit": () => ({
    what: "No more phone calls can be made from here at the moment.",
    remedy: "Wait a minute, then try again. If it goes on, tell your administrator.",
  }),
  "member-gone": () => ({
    what: "This person is not in the call any more.",
    remedy: "Nothing needs to be done.",
  }),
  "call-full": () => ({
    what: "Nobody else fits into this call.",
    remedy: "Ask somebody to leave, or start a session for more people.",
  }),
  "room-gone": () => ({
    what: "This session does not exist any more.",
    remedy: "Ask for a new link, or start a session yourself.",
  }),
  "room-full": () => ({
    what: "This session is full: 20 people are in it.",
    remedy: "Ask somebody to leave, then join again.",
  }),
  "removed-from-room": () => ({
    what: "The host took you out of this session.",
    remedy: "Ask somebody in it to invite you.",
  }),
  "not-host": () => ({
    what: "Only the host of a session can do this.",
    remedy: "Ask the host.",
  }),
  "callee-offline": () => ({
    what: "They are not signed in, so nothing could ring.",
    remedy: "Try again when they are available, or choose somebody else.",
  }),
  "callee-busy": () => ({
    what: "They are in another call.",
    remedy: "Try again in a few minutes, or choose somebody else.",
  }),
  "number-refused": () => ({
    what: "The phone network does not connect this number.",
    remedy: "Check the number. If it is right, ask your administrator whether it may be called.",
  }),
  "wrong-password": () => ({
    what: "The username or the password is wrong.",
    remedy: "Type both again. Capital letters matter in the password.",
  }),
  "too-many-attempts": ({ retryAfterMs }) => ({
    what: "There were too many attempts to sign in.",
    remedy: `Wait ${inWords(retryAfterMs)}, then try again.`,
  }),
  "server-address-invalid": () => ({
    what: "The server address cannot be used.",
    remedy: "Type it as your administrator gave it to you; it begins with https://.",
  }),
  "sign-in-interrupted": () => ({
    what: "Signing in was interrupted.",
    remedy: "Sign in again.",
  }),
  "session-expired": () => ({
    what: "You were signed out, because your session has ended.",
    remedy: "Sign in again.",
  }),
  "not-signed-in": () => ({
    what: "You are not signed in, so this cannot be done.",
    remedy: "Sign in, then try again.",
  }),
  "already-in-call": () => ({
    what: "You are in a call already.",
    remedy: "Hang up first, then call or accept.",
  }),
  "number-invalid": () => ({
    what: "This is not a phone number that can be called.",
    remedy: "Check the digits. Numbers of other countries begin with + and the country code.",
  }),
  "emergency-number": () => ({
    what: "Deskline cannot call emergency numbers: nobody would know where you are.",
    remedy: "Use a mobile phone or a landline to call for help.",
  }),
  "not-connected": () => ({
    what: "Nobody is on the line yet, so this cannot be done.",
    remedy: "Wait until the call is connected.",
  }),
  "calling-yourself": () => ({
    what: "That is you, and you cannot call yourself.",
    remedy: "Choose somebody else.",
  }),
  "request-invalid": () => ({
    what: "Deskline asked for something that is not possible.",
    remedy: "Try again. If it happens every time, restart Deskline.",
  }),
  internal: () => ({
    what: "Something went wrong inside Deskline.",
    remedy: "Try again. If it happens every time, restart Deskline.",
  }),
};

/** The text for one failure, with its data filled in. */
export function failureText(failure: Failure): FailureText {
  // TypeScript cannot see that the entry found by `failure.code` takes this very failure.
  const entry = texts[failure.code] as (failure: Failure) => FailureText;
  return entry(failure);
}
