import { z } from "zod";
import {
  ChatClients,
  ConfirmMailRequest,
  ConnectChatRequest,
  ConnectChatResponse,
  FetchMailResponse,
  PostMailRequest,
  RegisterKeyRequest,
  RegisterKeyResponse,
} from "../../../common/wire/chat.ts";

const Empty = z.object({});
const chat = { method: "POST", signedIn: true } as const;

/** `none`: the schema of routes that read no body. */
export const chatOperations = <N extends z.ZodType>(none: N) =>
  ({
    registerKey: {
      ...chat,
      path: "/v1/chat-key",
      summary: "The public key that mail for this client is sealed for; another one empties its box.",
      body: RegisterKeyRequest,
      answer: { status: 200, schema: RegisterKeyResponse },
      errors: [],
    },
    chatClients: {
      ...chat,
      path: "/v1/chats/{user}/clients",
      summary: "The clients of a person that mail can be sealed for.",
      body: none,
      answer: { status: 200, schema: ChatClients },
      errors: ["request-invalid", "person-unknown"],
    },
    connectChat: {
      ...chat,
      path: "/v1/chats/{user}/connect",
      summary: "Joins the link with a person, whose clients are asked to come too.",
      body: ConnectChatRequest,
      answer: { status: 200, schema: ConnectChatResponse },
      errors: [
        "person-unknown",
        "calling-yourself",
        "call-full",
        "media-access-gone",
        "platform-unavailable",
      ],
    },
    disconnectChat: {
      ...chat,
      path: "/v1/chats/{user}/disconnect",
      summary: "Leaves that link.",
      body: none,
      answer: { status: 200, schema: Empty },
      errors: ["request-invalid"],
    },
    postMail: {
      ...chat,
      path: "/v1/mail",
      summary: "Gives a sealed envelope for one client. The same id again is the same envelope.",
      body: PostMailRequest,
      answer: { status: 200, schema: Empty },
      errors: ["client-unknown", "mailbox-full", "too-many-attempts"],
    },
    fetchMail: {
      ...chat,
      path: "/v1/mail/fetch",
      summary: "What waits for this client, the oldest first.",
      body: none,
      answer: { status: 200, schema: FetchMailResponse },
      errors: [],
    },
    confirmMail: {
      ...chat,
      path: "/v1/mail/confirm",
      summary: "These are kept at the client and need not come again.",
      body: ConfirmMailRequest,
      answer: { status: 200, schema: Empty },
      errors: [],
    },
  }) as const;
