import type { VNode } from "preact";
import { dismissNotice, notice, type Told } from "../../store/notices.ts";
import { region } from "../../store/snapshot.ts";
import { text } from "../../strings/en.ts";
import { failureText } from "../../strings/failures.ts";
import { noticeText } from "../../strings/notices.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { NoticeBox } from "../../ui/notice-box.tsx";

/** What a request failed with, or what the user should know, until they have read it. Always there, so that it is announced. */
export function Toast(): VNode {
  const told = notice.value;
  return (
    <div class="toast" role="alert">
      {told !== null && <Words told={told} />}
    </div>
  );
}

function Words({ told }: { readonly told: Told }): VNode {
  const failed = told.kind === "failure";
  const { what, remedy } = failed ? failureText(told.failure) : noticeText(told.notice, region.value);
  return (
    <NoticeBox
      tone={failed ? "danger" : "info"}
      icon={failed ? "warning" : "info"}
      title={what}
      detail={remedy}
    >
      <IconButton icon="x" label={text.dismiss} onPress={dismissNotice} />
    </NoticeBox>
  );
}
