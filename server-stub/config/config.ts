import { z } from "zod";
import { UserId } from "../../common/ids.ts";
import { isPasswordHash } from "../token-server/passwords.ts";

const port = z.int().min(0).max(65_535);
const milliseconds = z.int().min(1).max(86_400_000);

const Person = z
  .object({
    id: UserId,
    name: z.string().min(1).max(100),
    /** As `npm run server -- --hash-password` prints it. */
    passwordHash: z.string().refine(isPasswordHash, "is not a password hash"),
  })
  .strict();

/** Everything that can be configured, with its defaults. An unknown key is a mistake, and said. */
export const ServerConfig = z
  .object({
    host: z.string().min(1).default("127.0.0.1"),
    /** The token server. 0 for any free port. */
    port: port.default(8790),
    publicUrl: z.url().optional(),
    trustProxy: z.boolean().default(false),
    /** Where sign-ins are kept over a restart; in memory when absent. */
    stateFile: z.string().min(1).optional(),
    logLevel: z.enum(["debug", "info", "warn", "error"]).default("info"),
    /** The three demo people when absent. */
    people: z.array(Person).min(1).optional(),
    iceServers: z
      .array(
        z
          .object({
            urls: z.array(z.string()),
            username: z.string().optional(),
            credential: z.string().optional(),
          })
          .strict(),
      )
      .default([]),
    calls: z
      .object({ noAnswerMs: milliseconds.default(45_000), streamGraceMs: milliseconds.default(5_000) })
      .strict()
      .prefault({}),
    signIn: z
      .object({
        accessTokenSeconds: z.int().min(5).max(3_600).default(600),
        windowMs: milliseconds.default(300_000),
        perUser: z.int().min(1).default(10),
        perAddress: z.int().min(1).default(60),
      })
      .strict()
      .prefault({}),
    /** The platform of this process. Not used when `cloud` is given. */
    platform: z
      .object({
        port: port.default(8791),
        graceMs: milliseconds.default(30_000),
        publicWebsocketUrl: z.url().optional(),
        media: z
          .object({
            listenAddress: z.string().default("127.0.0.1"),
            publicAddress: z.string().optional(),
            portRange: z.object({ min: port, max: port }).strict().optional(),
          })
          .strict()
          .prefault({}),
      })
      .strict()
      .prefault({}),
    /** Bandwidth's cloud, or any other wire-compatible platform, instead of the one of this process. */
    cloud: z
      .object({
        accountId: z.string().min(1),
        username: z.string().min(1),
        password: z.string().min(1),
        controlApiUrl: z.url().default("https://api.webrtc.bandwidth.com/v1"),
        deviceGatewayUrl: z.url().default("wss://device.webrtc.bandwidth.com"),
      })
      .strict()
      .optional(),
  })
  .strict();
export type ServerConfig = z.infer<typeof ServerConfig>;
