/** What the user should know although they have not asked for it in this moment. */
import { z } from "zod";
import { EndReason, Remote } from "../call/call.ts";
import { Failure } from "../errors.ts";
import { CallId } from "../ids.ts";

export const Notice = z.discriminatedUnion("code", [
  /** The microphone in use vanished, or came back; the call goes on with this one. */
  z.object({ code: z.literal("microphone-changed"), label: z.string().max(512) }),
  /** Something that was on its way, such as the camera or keys, did not come about. */
  z.object({ code: z.literal("failed"), call: CallId, error: Failure }),
  /** Somebody who was rung into a running call is not coming; `reason` is seen as by who rang them. */
  z.object({ code: z.literal("not-joined"), call: CallId, remote: Remote, reason: EndReason }),
  /** Our share is over and we did not stop it: the system or the source did, or our window or connection was made anew. */
  z.object({ code: z.literal("share-ended"), call: CallId, by: z.enum(["source", "reload"]) }),
]);
export type Notice = z.infer<typeof Notice>;
