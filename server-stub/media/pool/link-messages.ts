import type { SenderReport } from "../rtcp-packet.ts";

/** Between two threads, in order. A side numbers what it mirrors of the other's, and `as` is that number. */
export type LinkMessage = ForOrigin | ForMirror;

/** To the thread that receives a producer. */
export type ForOrigin =
  | { readonly type: "mirror"; readonly as: number; readonly id: string }
  /** Encodings by their place in the publisher's list; null when there is nobody at all. A channel has one, 0. */
  | { readonly type: "want"; readonly as: number; readonly taken: readonly number[] | null }
  | { readonly type: "key-frame"; readonly as: number; readonly encoding: number }
  /** Everything said before has been done when `settled` comes. */
  | { readonly type: "settle"; readonly turn: number }
  /** What has arrived of `batch` and `message`. */
  | { readonly type: "took"; readonly bytes: number };

/** To a thread that mirrors a producer. */
export type ForMirror =
  | { readonly type: "batch"; readonly block: ArrayBuffer }
  | { readonly type: "message"; readonly as: number; readonly text: boolean; readonly data: Uint8Array }
  | { readonly type: "encodings"; readonly as: number; readonly encodings: readonly EncodingState[] }
  | {
      readonly type: "report";
      readonly as: number;
      readonly encoding: number;
      readonly report: SenderReport;
      /** Threads have no common `performance.now()`. */
      readonly ageMs: number;
    }
  | { readonly type: "ended"; readonly as: number }
  | { readonly type: "settled"; readonly turn: number };

/** From small to large. */
export interface EncodingState {
  readonly encoding: number;
  readonly pixels: number;
  readonly active: boolean;
}
