import { describe, expect, it } from "vitest";
import { Notice } from "../../common/contract/notice.ts";
import { noticeText } from "./notices.ts";

const call = "00000000-0000-4000-8000-000000000001";
const said = (notice: object): string => {
  const parsed = Notice.parse(notice);
  if (parsed.code === "failed") throw new Error("told as a failure");
  return noticeText(parsed, "US").what;
};

describe("noticeText", () => {
  it.each([
    [{ code: "microphone-changed", label: "Headset" }, "Your microphone is now Headset."],
    [{ code: "microphone-changed", label: "" }, "Your microphone changed."],
    [{ code: "share-ended", call, by: "source" }, "Your share is over: what you shared was closed."],
    [{ code: "share-ended", call, by: "reload" }, "Your share is over: the window had to be loaded again."],
    [
      {
        code: "not-joined",
        call,
        remote: { kind: "phone", number: "+19195550104", name: null },
        reason: { code: "busy" },
      },
      "(919) 555-0104 is busy.",
    ],
  ])("tells of %j", (notice, words) => expect(said(notice)).toBe(words));
});
