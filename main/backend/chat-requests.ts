import { z } from "zod";
import type { MediaAccessId, UserId } from "../../common/ids.ts";
import type { Result } from "../../common/result.ts";
import {
  ChatClients,
  ConnectChatResponse,
  FetchMailResponse,
  type PostMailRequest,
  RegisterKeyResponse,
} from "../../common/wire/chat.ts";
import type { Post } from "./post.ts";
import type { TokenFailure } from "./sign-in-session.ts";

/** Requests of the token server's API that concern chat. */
export class ChatRequests {
  readonly #post: Post;

  constructor(post: Post) {
    this.#post = post;
  }

  registerKey(publicKey: string): Promise<Result<z.infer<typeof RegisterKeyResponse>, TokenFailure>> {
    return this.#post("/v1/chat-key", { publicKey }, RegisterKeyResponse);
  }

  clientsOf(user: UserId): Promise<Result<ChatClients, TokenFailure>> {
    return this.#post(`/v1/chats/${user}/clients`, {}, ChatClients);
  }

  connect(
    user: UserId,
    mediaAccessId: MediaAccessId,
  ): Promise<Result<z.infer<typeof ConnectChatResponse>, TokenFailure>> {
    return this.#post(`/v1/chats/${user}/connect`, { mediaAccessId }, ConnectChatResponse);
  }

  disconnect(user: UserId): Promise<Result<unknown, TokenFailure>> {
    return this.#post(`/v1/chats/${user}/disconnect`, {}, z.unknown());
  }

  postMail(mail: PostMailRequest): Promise<Result<unknown, TokenFailure>> {
    return this.#post("/v1/mail", mail, z.unknown());
  }

  fetchMail(): Promise<Result<z.infer<typeof FetchMailResponse>, TokenFailure>> {
    return this.#post("/v1/mail/fetch", {}, FetchMailResponse);
  }

  confirmMail(ids: readonly string[]): Promise<Result<unknown, TokenFailure>> {
    return this.#post("/v1/mail/confirm", { ids }, z.unknown());
  }
}
