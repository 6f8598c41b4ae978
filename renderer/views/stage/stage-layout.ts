import type { LiveCall } from "../../../common/call/call.ts";
import type { Member } from "../../store/members.ts";
import { membersOf } from "../../store/members.ts";
import { share } from "../../store/share.ts";
import { cameraOf, ownCamera, screenOf } from "../../store/video.ts";

export interface StageLayout {
  readonly members: readonly Member[];
  /** Those whose screen is to be seen, we not among them. */
  readonly presenters: readonly Member[];
}

/** What a call has to show besides a name; null for two people who only talk. */
export function stageOf(call: LiveCall): StageLayout | null {
  if (call.held || (call.phase !== "connected" && call.phase !== "reconnecting")) return null;
  const members = membersOf(call);
  const presenters = members.filter(({ isMe, participantId }) => !isMe && screenOf(participantId) !== null);
  const seen = presenters.length > 0 || members.some((member) => pictureOf(member) !== null);
  const company = call.remote.kind === "room" || members.length > 2;
  return seen || company || ownCamera.value !== null || share.value?.call === call.id
    ? { members, presenters }
    : null;
}

/** Their camera's picture, or our own. */
export const pictureOf = ({ isMe, participantId }: Member): MediaStream | null =>
  isMe ? ownCamera.value : cameraOf(participantId);
