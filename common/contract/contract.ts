/** IPC: one schema a name; main and renderer derive their types from it. */
import { z } from "zod";
import type { Failure } from "../errors.ts";
import { LinkId } from "../ids.ts";
import type { Result } from "../result.ts";
import { OfferSdpResult, PublishMetadata } from "../wire/device-signaling.ts";
import { ConversationId } from "../chat/conversation-id.ts";
import { callRequests } from "./calls.ts";
import { desktopRequests } from "./desktop.ts";
import { chatRequests, OpenConversation } from "./chat.ts";
import { AudioSettings, MediaCommand, MediaReport, VideoSettings } from "./media.ts";
import type { EventName, RequestName } from "./names.ts";
import { Notice } from "./notice.ts";
import { screenRequests } from "./screen.ts";
import { MediaDevices, SettingsChange, Snapshot } from "./state.ts";
import { updateRequests } from "./updates.ts";

const nothing = z.null();
const sdp = z.string().min(1).max(256_000);

export const requests = {
  "state.get": { input: nothing, output: Snapshot },
  "account.sign-in": {
    input: z.object({
      server: z.string().min(1).max(2_000),
      username: z.string().trim().min(1).max(64),
      password: z.string().min(1).max(256),
    }),
    output: nothing,
  },
  "account.sign-out": { input: nothing, output: nothing },
  /** Try a kept sign-in or a lost server again now, instead of waiting for the back-off. */
  "account.retry": { input: nothing, output: nothing },
  ...callRequests,
  ...screenRequests,
  ...desktopRequests,
  ...updateRequests,
  ...chatRequests,
  "settings.change": { input: SettingsChange, output: nothing },
  /** The page's media half is loaded and obeys commands; after a reload it says so again. */
  "media.ready": { input: nothing, output: z.object({ audio: AudioSettings, video: VideoSettings }) },
  "media.devices": { input: MediaDevices, output: nothing },
  /** A publish offer; main carries it to the device gateway and brings the answer back. */
  "media.offer": {
    input: z.object({ link: LinkId, sdpOffer: sdp, metadata: PublishMetadata }),
    output: OfferSdpResult,
  },
  "media.answer": {
    input: z.object({ link: LinkId, revision: z.int(), sdpAnswer: sdp }),
    output: nothing,
  },
  "media.report": { input: z.object({ link: LinkId, report: MediaReport }), output: nothing },
  "log.write": {
    input: z.object({
      level: z.enum(["error", "warn", "info", "debug"]),
      message: z.string().max(1_000),
      data: z.record(z.string(), z.union([z.string().max(4_000), z.number(), z.boolean(), z.null()])),
    }),
    output: nothing,
  },
} satisfies Record<RequestName, { input: z.ZodType; output: z.ZodType }>;

export const events = {
  "state.changed": Snapshot,
  "media.command": MediaCommand,
  /** To be shown once; a page that was not there has missed it. */
  "notice.raised": Notice,
  /** The user asked for it outside of the page. */
  "page.show": z.object({ section: z.enum(["keypad"]) }),
  "chat.changed": OpenConversation,
  /** The user has clicked a notification of this conversation. */
  "chat.show": z.object({ conversation: ConversationId }),
} satisfies Record<EventName, z.ZodType>;

export type Input<N extends RequestName> = z.infer<(typeof requests)[N]["input"]>;
export type Output<N extends RequestName> = z.infer<(typeof requests)[N]["output"]>;
export type Payload<N extends EventName> = z.infer<(typeof events)[N]>;

/** Main's side: one handler a name; leaving one out does not compile. */
export type Handlers = { [N in RequestName]: (input: Input<N>) => Promise<Result<Output<N>, Failure>> };

/** The page's side: what preload exposes as `window.host`. */
export interface Host {
  request<N extends RequestName>(name: N, input: Input<N>): Promise<Result<Output<N>, Failure>>;
  /** Returns its unsubscribe. */
  on<N extends EventName>(name: N, listener: (payload: Payload<N>) => void): () => void;
}
