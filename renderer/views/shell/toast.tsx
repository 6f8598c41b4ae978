import type { VNode } from "preact";
import { dismissNotice, notice } from "../../store/notices.ts";
import { text } from "../../strings/en.ts";
import { failureText } from "../../strings/failures.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { NoticeBox } from "../../ui/notice-box.tsx";

/** What a request failed with, until the user has read it. The region is always there, so that it is announced. */
export function Toast(): VNode {
  const failure = notice.value;
  return (
    <div class="toast" role="alert">
      {failure !== null && (
        <NoticeBox tone="danger" title={failureText(failure).what} detail={failureText(failure).remedy}>
          <IconButton icon="x" label={text.dismiss} onPress={dismissNotice} />
        </NoticeBox>
      )}
    </div>
  );
}
