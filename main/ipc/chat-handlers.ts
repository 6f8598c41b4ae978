import type { Handlers } from "../../common/contract/contract.ts";
import { isOpenable } from "../../common/contract/chat.ts";
import type { RequestName } from "../../common/contract/names.ts";
import { err, ok } from "../../common/result.ts";
import type { ChatService } from "../chat/chat-service.ts";

type ChatRequest = Extract<RequestName, `chat.${string}`>;

export interface ChatHandlerPorts {
  readonly chat: ChatService;
  /** In the system's browser. */
  readonly openExternal: (url: string) => Promise<void>;
}

export function chatHandlers({ chat, openExternal }: ChatHandlerPorts): Pick<Handlers, ChatRequest> {
  const done = (): Promise<{ ok: true; value: null }> => Promise.resolve(ok(null));
  return {
    "chat.open": ({ conversation }) => chat.open(conversation),
    "chat.close": () => {
      chat.close();
      return done();
    },
    "chat.send": ({ conversation, text }) => chat.send(conversation, text),
    "chat.page": ({ conversation, before }) => chat.page(conversation, before),
    "chat.read": ({ conversation }) => {
      chat.read(conversation);
      return done();
    },
    "chat.retry": ({ conversation }) => {
      chat.retry(conversation);
      return done();
    },
    "chat.link": async ({ url }) => {
      // What a browser would make of it may differ from what the text looks like: both must be plain https.
      const parsed = URL.canParse(url) ? new URL(url) : null;
      if (!isOpenable(url) || parsed?.protocol !== "https:" || parsed.username !== "") {
        return err({ code: "request-invalid", detail: "not a link that is opened" });
      }
      await openExternal(parsed.href);
      return ok(null);
    },
  };
}
