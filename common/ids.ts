import { z } from "zod";

const uuid = z.uuid();

/** One call as the user sees it. Made by whoever places it; the same value at both ends. */
export const CallId = uuid.brand("CallId");
export type CallId = z.infer<typeof CallId>;

/** A person in the directory. */
export const UserId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/)
  .brand("UserId");
export type UserId = z.infer<typeof UserId>;

/** One installation of Deskline on which a person is signed in; a person may have several. */
export const ClientId = uuid.brand("ClientId");
export type ClientId = z.infer<typeof ClientId>;

/** One permission to use media: a platform participant and its token, for one call at most. */
export const MediaAccessId = uuid.brand("MediaAccessId");
export type MediaAccessId = z.infer<typeof MediaAccessId>;

/** One device-signaling connection with its pair of peer connections, counted by main from 1. */
export const LinkId = z.int().positive().brand("LinkId");
export type LinkId = z.infer<typeof LinkId>;

/** ITU-T E.164 with its plus sign: at most 15 digits, none of them a leading zero. */
export const PhoneNumber = z
  .string()
  .regex(/^\+[1-9]\d{1,14}$/)
  .brand("PhoneNumber");
export type PhoneNumber = z.infer<typeof PhoneNumber>;

/** A session that people join by name or link, as the token server keeps it. Never the platform's own session id. */
export const RoomId = uuid.brand("RoomId");
export type RoomId = z.infer<typeof RoomId>;

/** What a join link carries: long enough that nobody guesses it, short enough to be read out. */
export const RoomCode = z
  .string()
  .regex(/^[a-z2-9]{10,32}$/)
  .brand("RoomCode");
export type RoomCode = z.infer<typeof RoomCode>;

/** One party's place in a call or room; the same for everybody who sees it. */
export const MemberId = z.string().min(1).max(64).brand("MemberId");
export type MemberId = z.infer<typeof MemberId>;

/** A screen or window that could be captured, as Electron names it. */
export const SourceId = z
  .string()
  .regex(/^(screen|window):[\w:-]{1,64}$/)
  .brand("SourceId");
export type SourceId = z.infer<typeof SourceId>;
