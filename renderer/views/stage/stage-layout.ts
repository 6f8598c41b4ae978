import type { LiveCall } from "../../../common/call/call.ts";
import type { Member } from "../../store/members.ts";
import { membersOf } from "../../store/members.ts";
import { share } from "../../store/share.ts";
import { cameraOf, ownCamera, ownScreen, screenOf } from "../../store/video.ts";

export interface StageLayout {
  readonly members: readonly Member[];
  /** Those whose screen is to be seen, we not among them. */
  readonly presenters: readonly Member[];
  /** Two people of whom one at least is seen: the other is large, and we are small in a corner. */
  readonly pair: boolean;
}

/** What a call has to show besides a name; null for two people who only talk. */
export function stageOf(call: LiveCall): StageLayout | null {
  if (call.held || (call.phase !== "connected" && call.phase !== "reconnecting")) return null;
  const members = membersOf(call);
  const presenters = members.filter((member) => !member.isMe && sharesScreen(member));
  const faces = members.some((member) => pictureOf(member) !== null);
  const company = call.remote.kind === "room" || members.length > 2;
  return faces ||
    presenters.length > 0 ||
    company ||
    ownCamera.value !== null ||
    share.value?.call === call.id
    ? { members, presenters, pair: faces && presenters.length === 0 && isPair(members) }
    : null;
}

/** We may be in a session with two devices of ours: that is nobody else. */
const isPair = (members: readonly Member[]): boolean =>
  members.length === 2 && members.filter(({ isMe }) => isMe).length === 1;

/** Their camera's picture, or our own. */
export const pictureOf = ({ isMe, participantId }: Member): MediaStream | null =>
  isMe ? ownCamera.value : cameraOf(participantId);

/** We too. */
export const sharesScreen = ({ isMe, participantId }: Member): boolean =>
  (isMe ? ownScreen.value : screenOf(participantId)) !== null;
