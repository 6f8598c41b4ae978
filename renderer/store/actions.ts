/** What a user can do. Each sends one request; what comes of it arrives as a snapshot, a failure as a notice. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { ConversationId } from "../../common/chat/conversation-id.ts";
import type { Remote } from "../../common/call/call.ts";
import { isLive } from "../../common/call/call-view.ts";
import { targetOf } from "../../common/call/remote.ts";
import type { Input } from "../../common/contract/contract.ts";
import type { SettingsChange } from "../../common/contract/state.ts";
import type { RequestName } from "../../common/contract/names.ts";
import type { CallId, MemberId, RoomId, UserId } from "../../common/ids.ts";
import type { Target } from "../../common/wire/calls.ts";
import { active, calls, incoming, stageCall } from "./calls.ts";
import { send } from "./host-port.ts";
import { selectConversation, selectPerson, selectRecent, selectRoom, showSection } from "./navigation.ts";
import { dismissNotice, showFailure } from "./notices.ts";
import { unseen } from "./recents.ts";

const placingCall = signal(false);

/** A call was asked for and main has not answered yet. */
export const placing: ReadonlySignal<boolean> = computed(() => placingCall.value);

/** Calls a person or a number; true when main has taken it. A second click before it has answered does nothing. */
export async function placeCall(to: Target): Promise<boolean> {
  if (placingCall.peek()) return false;
  placingCall.value = true;
  dismissNotice();
  const done = endedCallsWith(to);
  const placed = await act("call.place", { to });
  placingCall.value = false;
  if (placed) done.forEach(dismissCall);
  return placed;
}

/** What a new call with `to` makes pointless to look at: the ended call on the screen and those with the same person. */
function endedCallsWith(to: Target): CallId[] {
  const stage = stageCall.value;
  return calls.value
    .filter((call) => !isLive(call) && (isCalledBy(to, call.remote) || call.id === stage?.id))
    .map(({ id }) => id);
}

function isCalledBy(to: Target, remote: Remote): boolean {
  const target = targetOf(remote);
  if (target?.kind === "person") return to.kind === "person" && to.id === target.id;
  return target?.kind === "phone" && to.kind === "phone" && to.number === target.number;
}

export function acceptCall(id: CallId): void {
  void act("call.accept", { id });
}

export function declineCall(id: CallId): void {
  void actWhileThere("call.decline", { id });
}

export function hangUp(id: CallId): void {
  void actWhileThere("call.hang-up", { id });
}

export function setMuted(id: CallId, muted: boolean): void {
  void actWhileThere("call.mute", { id, muted });
}

/** Taking a call back puts the one we are in on hold. */
export function setHeld(id: CallId, held: boolean): void {
  void actWhileThere("call.hold", { id, held });
}

/** Presses a key towards the other end. */
export function sendDigits(id: CallId, digits: string): void {
  void actWhileThere("call.digits", { id, digits });
}

/** True when the service has taken it: we are out of the call then. */
export function transferCall(id: CallId, to: Target): Promise<boolean> {
  return act("call.transfer", { id, to });
}

export function addToCall(id: CallId, to: Target): Promise<boolean> {
  return act("call.add", { id, to });
}

export function dropMember(id: CallId, member: MemberId): void {
  void actWhileThere("call.drop", { id, member });
}

/** Of several presses the last one counts; main says what came of it. */
export function setCamera(id: CallId, on: boolean): void {
  void actWhileThere("call.camera", { id, on });
}

/** Makes a session and enters it. */
export function createRoom(name: string): Promise<boolean> {
  return act("room.create", { name });
}

export function joinRoom(room: Input<"room.join">["room"]): Promise<boolean> {
  return act("room.join", { room });
}

/** Puts everybody out; for the host. */
export function endRoom(room: RoomId): void {
  void act("room.end", { room });
}

export function removeFromRoom(room: RoomId, member: MemberId): void {
  void act("room.remove", { room, member });
}

/** Rings somebody into it. */
export function inviteToRoom(room: RoomId, to: Target): Promise<boolean> {
  return act("room.invite", { room, to });
}

export function openSessions(): void {
  leaveEndedCall();
  showSection("sessions");
}

export function openRoom(id: RoomId | null): void {
  leaveEndedCall();
  selectRoom(id);
}

/** Null forgets all of them. */
export function removeRecent(id: CallId | null): void {
  void act("recents.remove", { id });
}

/** Opens the recents: what was missed has been seen. */
export function openRecents(): void {
  leaveEndedCall();
  showSection("recents");
  if (unseen.peek() > 0) void act("recents.seen", null);
}

export function openRecent(id: CallId | null): void {
  leaveEndedCall();
  selectRecent(id);
}

export function openChat(): void {
  leaveEndedCall();
  showSection("chat");
}

export function openMessages(conversation: ConversationId): void {
  leaveEndedCall();
  selectConversation(conversation);
}

export function openKeypad(): void {
  leaveEndedCall();
  showSection("keypad");
}

/** Ends the showing of an ended call. */
export function dismissCall(id: CallId): void {
  void actWhileThere("call.dismiss", { id });
}

/** Keyboard: accepts the oldest call that rings. */
export function acceptFirst(): void {
  const first = incoming.value.at(0);
  if (first !== undefined) acceptCall(first.id);
}

/** Keyboard: what rings is declined first; then the call we are in is hung up. */
export function declineOrHangUp(): void {
  const first = incoming.value.at(0);
  if (first !== undefined) declineCall(first.id);
  else if (active.value !== null) hangUp(active.value.id);
}

export function toggleMuted(): void {
  if (active.value !== null) setMuted(active.value.id, !active.value.muted);
}

/** Goes to another person or section; an ended call on the screen has then been read. */
export function openPerson(id: UserId | null): void {
  leaveEndedCall();
  selectPerson(id);
}

export function openSettings(): void {
  leaveEndedCall();
  showSection("settings");
}

function leaveEndedCall(): void {
  const stage = stageCall.value;
  if (stage !== null && !isLive(stage)) dismissCall(stage.id);
}

export function changeSettings(change: SettingsChange): void {
  void act("settings.change", change);
}

export function pauseShare(paused: boolean): void {
  void act("screen.pause", { paused });
}

export function stopShare(): void {
  void act("screen.stop", null);
}

/** The user's word on a link from outside. */
export function answerLink(open: boolean): void {
  void act("link.answer", { open });
}

/** From a small window. */
export function showMainWindow(): void {
  void act("window.show", null);
}

export function retryConnection(): void {
  void act("account.retry", null);
}

export function checkForUpdates(): void {
  void act("update.check", null);
}

/** Ends the app and starts the version that is ready. */
export function restartAndUpdate(): void {
  void act("update.install", null);
}

export function signOut(): void {
  void act("account.sign-out", null);
}

async function act<N extends RequestName>(name: N, input: Input<N>): Promise<boolean> {
  const answer = await send(name, input);
  if (!answer.ok) showFailure(answer.error);
  return answer.ok;
}

/** A click that comes too late is harmless: the call is gone, which is what the user wanted or sees anyway. */
async function actWhileThere<N extends RequestName>(name: N, input: Input<N>): Promise<void> {
  const answer = await send(name, input);
  if (!answer.ok && answer.error.code !== "call-gone") showFailure(answer.error);
}
