/** What main raises by itself, in words. What failed is told by `failures.ts`. */
import type { Notice } from "../../common/contract/notice.ts";
import { endText } from "./end-reasons.ts";
import { remoteName } from "./remote-name.ts";

type Raised = Exclude<Notice, { code: "failed" }>;

export interface NoticeText {
  readonly what: string;
  readonly remedy: string | null;
}

export function noticeText(notice: Raised, region: string): NoticeText {
  switch (notice.code) {
    case "microphone-changed":
      return {
        what: notice.label === "" ? "Your microphone changed." : `Your microphone is now ${notice.label}.`,
        remedy: "The call goes on. You can choose another one in Settings.",
      };
    case "not-joined":
      return endText(notice.reason, remoteName(notice.remote, region), notice.remote.kind);
    case "share-ended":
      return notice.by === "source"
        ? {
            what: "Your share is over: what you shared was closed.",
            remedy: "Share something else if you like.",
          }
        : { what: "Your share is over: the window had to be loaded again.", remedy: "Share again." };
  }
}
