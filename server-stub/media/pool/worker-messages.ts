import type { MessagePort } from "node:worker_threads";
import type { Result } from "../../../common/result.ts";
import type { LayerSelection } from "../layers.ts";
import type {
  EngineStats,
  MediaEngineOptions,
  MediaError,
  PublishOffer,
  SubscribeOffer,
  TransportState,
} from "../media-engine.ts";
import type { ProducerRef, ThreadNumber } from "./producer-ref.ts";

export type WorkerOptions = Omit<MediaEngineOptions, "observe" | "impair" | "log">;

/** What the main thread asks of a worker, and what it gets. The main thread numbers transports. */
export interface WorkerCalls {
  listen: { given: null; returned: void };
  open: { given: { transport: number; kind: "publish" | "subscribe" }; returned: void };
  negotiate: { given: { transport: number; offer: PublishOffer }; returned: Negotiated };
  offer: {
    given: { transport: number; producers: readonly ProducerRef[]; iceRestart: boolean };
    returned: SubscribeOffer;
  };
  answer: { given: { transport: number; sdp: string }; returned: Result<void, MediaError> };
  close: { given: { transport: number }; returned: void };
  /** Everything; nothing comes after its reply. */
  end: { given: null; returned: void };
}
export type Negotiated = Result<
  { readonly sdp: string; readonly producers: readonly ProducerRef[] },
  MediaError
>;
export type CallName = keyof WorkerCalls;
export type WorkerCall = {
  [Name in CallName]: { readonly name: Name; readonly given: WorkerCalls[Name]["given"] };
}[CallName];

export type ToWorker =
  | { readonly type: "start"; readonly thread: ThreadNumber; readonly options: WorkerOptions }
  | { readonly type: "connect"; readonly thread: ThreadNumber; readonly port: MessagePort }
  | { readonly type: "disconnect"; readonly thread: ThreadNumber }
  | {
      readonly type: "limit";
      readonly transport: number;
      readonly producer: ProducerRef;
      readonly most: LayerSelection;
    }
  | { readonly type: "call"; readonly turn: number; readonly call: WorkerCall };

export type FromWorker =
  | { readonly type: "returned"; readonly turn: number; readonly value: unknown }
  /** `code` as Node's system errors have it: an Error loses it on the way. */
  | {
      readonly type: "threw";
      readonly turn: number;
      readonly message: string;
      readonly code: string | undefined;
    }
  | { readonly type: "state"; readonly transport: number; readonly state: TransportState }
  | { readonly type: "diagnostics"; readonly transport: number; readonly text: string }
  | { readonly type: "channel-lost"; readonly transport: number }
  | {
      readonly type: "observed";
      readonly what: "roundTrip" | "fractionLost" | "pathCarries";
      readonly value: number;
    }
  | { readonly type: "stats"; readonly stats: EngineStats }
  /** That thread takes nothing any more. */
  | { readonly type: "stalled"; readonly thread: ThreadNumber }
  | {
      readonly type: "log";
      readonly level: "debug" | "info" | "warn" | "error";
      readonly message: string;
      readonly data: Record<string, unknown> | undefined;
    };
