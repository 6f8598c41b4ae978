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
