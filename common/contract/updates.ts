/** What a page may know of new versions of the app, and ask about them. */
import { z } from "zod";

/** Why this copy of the app never updates itself; the sentence is in `renderer/strings`. */
export const NoUpdates = z.enum([
  /** It runs from its sources. */
  "unpackaged",
  /** It was packaged without an update service. */
  "no-service",
  /** It was installed for everybody on this computer. */
  "administrator",
  /** It was unpacked by hand, or by a shop of packages that brings new versions itself. */
  "other-kind",
]);
export type NoUpdates = z.infer<typeof NoUpdates>;

export const UpdateState = z.discriminatedUnion("phase", [
  z.object({ phase: z.literal("off"), reason: NoUpdates }),
  z.object({
    phase: z.literal("idle"),
    /** A newer version is there and is fetched when the call is over; null when none is known. */
    version: z.string().nullable(),
    /** When the update service last told what it has, in ms since the epoch. */
    checkedAt: z.number().nullable(),
    /** What went wrong last. */
    problem: z.enum(["check", "download"]).nullable(),
  }),
  z.object({ phase: z.literal("checking") }),
  z.object({ phase: z.literal("downloading"), version: z.string(), percent: z.int().min(0).max(100) }),
  z.object({
    phase: z.literal("ready"),
    version: z.string(),
    /** The user wants it started: as soon as no call lives. */
    agreed: z.boolean(),
    problem: z.literal("install").nullable(),
  }),
]);
export type UpdateState = z.infer<typeof UpdateState>;

const nothing = z.null();
export const updateRequests = {
  /** Look for a new version now. */
  "update.check": { input: nothing, output: nothing },
  /** End the app and start the version that is ready; in a call, after it. */
  "update.install": { input: nothing, output: nothing },
} as const;
