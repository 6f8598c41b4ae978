/** Bodies that the Voice API accepts (bandwidth.md 6.2). Official SDKs send null for what is not set. */
import { z } from "zod";

const optional = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value) => value ?? undefined);

const Url = z.url({ protocol: /^https?$/, error: "must be an http or https address" }).max(2_048);
const Method = z
  .string()
  .toUpperCase()
  .pipe(z.enum(["GET", "POST"]));
const Credential = z.string().max(1_024);

const credentials = {
  username: optional(Credential),
  password: optional(Credential),
  fallbackUsername: optional(Credential),
  fallbackPassword: optional(Credential),
};

const Tag = z.string().max(4_096);

export const CreateCallBody = z.object({
  from: z.string().max(64),
  to: z.string().max(512),
  applicationId: z.string().max(64),
  answerUrl: Url,
  answerMethod: optional(Method),
  answerFallbackUrl: optional(Url),
  answerFallbackMethod: optional(Method),
  disconnectUrl: optional(Url),
  disconnectMethod: optional(Method),
  ...credentials,
  callTimeout: optional(z.number().min(1).max(300)),
  callbackTimeout: optional(z.number().min(1).max(25)),
  uui: optional(z.string()),
  tag: optional(Tag),
  priority: optional(z.int().min(1).max(5)),
  displayName: optional(z.string().max(256)),
  privacy: optional(z.boolean()),
});
export type CreateCallBody = z.output<typeof CreateCallBody>;

export const UpdateCallBody = z.object({
  state: optional(z.enum(["active", "completed"])),
  redirectUrl: optional(Url),
  redirectMethod: optional(Method),
  redirectFallbackUrl: optional(Url),
  redirectFallbackMethod: optional(Method),
  ...credentials,
  tag: optional(Tag),
});
export type UpdateCallBody = z.output<typeof UpdateCallBody>;

const Time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

export const ListQuery = z.object({
  to: optional(z.string()),
  from: optional(z.string()),
  minStartTime: optional(Time),
  maxStartTime: optional(Time),
  disconnectCause: optional(z.string()),
  pageSize: optional(z.coerce.number().int().min(1).max(10_000)),
  pageToken: optional(z.string().max(64)),
});
export type ListQuery = z.output<typeof ListQuery>;
