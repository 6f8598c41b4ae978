import { z } from "zod";
import { UserId } from "../common/ids.ts";
import { err, ok, type Result } from "../common/result.ts";
import { PersonName } from "../common/wire/calls.ts";
import { isLoopback } from "./loopback.ts";
import { RtpPortRange, TrunkOptions } from "./pstn/trunk/trunk-options.ts";

const Port = z.int().min(0).max(65_535);
const httpUrl = z.url({ protocol: /^https?$/, error: "must be an http or https address" });
const socketUrl = z.url({ protocol: /^wss?$/, error: "must be a ws or wss address" });

const E164 = z.string().regex(/^\+[1-9]\d{6,14}$/, "must be a number such as +19195550100");

const ConfiguredPerson = z
  .strictObject({
    id: UserId,
    name: PersonName,
    password: z.string().min(1).max(256).optional(),
    /** As `--hash-password` prints it. */
    passwordHash: z.string().optional(),
    /** Phone numbers that ring here; the first is what the person's calls come from. */
    numbers: z.array(E164).max(10).default([]),
  })
  .refine((person) => (person.password === undefined) !== (person.passwordHash === undefined), {
    error: "needs either password or passwordHash",
  });
export type ConfiguredPerson = z.infer<typeof ConfiguredPerson>;

/** Bandwidth's cloud in place of the platform in this process. */
const Cloud = z.strictObject({
  accountId: z.string().min(1),
  username: z.string().min(1),
  password: z.string().min(1),
  webrtcApiUrl: httpUrl.default("https://api.webrtc.bandwidth.com/v1"),
  deviceGatewayUrl: socketUrl.default("wss://device.webrtc.bandwidth.com"),
});

/** A back end under development, beside the token server. */
const VoiceApplication = z.strictObject({
  id: z.string().min(1),
  numbers: z.array(E164).min(1),
  /** Where `initiate` of its inbound calls goes, and `disconnect` of them. */
  callInitiatedUrl: httpUrl,
  callStatusUrl: httpUrl.optional(),
  username: z.string().optional(),
  password: z.string().optional(),
});

/** Phone calls: the account's application and numbers, ours or Bandwidth's. */
const Voice = z.strictObject({
  /** The Voice API in this process; the next port after the platform's when absent. */
  port: Port.optional(),
  apiUrl: httpUrl.default("https://voice.bandwidth.com/api/v2"),
  /** Made up at each start when absent, except with the cloud. */
  applicationId: z.string().min(1).optional(),
  /** +19195550100 when absent, except with the cloud. */
  numbers: z.array(E164).min(1).max(1_000).optional(),
  sipxUri: z
    .string()
    .regex(/^sips?:[^\s@]+$/, "must be an address such as sip:host:5060")
    .default("sip:sipx.webrtc.bandwidth.com:5060"),
  /** More applications of the Voice API in this process. */
  applications: z.array(VoiceApplication).max(100).default([]),
  /** What the application's webhooks bring as HTTP Basic credentials; made up at each start, except with the cloud. */
  webhookCredentials: z.strictObject({ username: z.string().min(1), password: z.string().min(1) }).optional(),
});

const IceServer = z.strictObject({
  urls: z.array(z.string().min(1)).min(1),
  username: z.string().optional(),
  credential: z.string().optional(),
});

/** A TURN server that shares a secret with us ("use-auth-secret" in coturn); clients get short-lived credentials. */
const Turn = z.strictObject({
  urls: z
    .array(z.string().regex(/^turns?:/, "must be an address such as turn:host:3478"))
    .min(1)
    .max(8),
  secret: z.string().min(16),
});

const positiveMs = z
  .int()
  .positive()
  .max(24 * 3_600_000);

const ConfigShape = z.strictObject({
  host: z.string().min(1).default("127.0.0.1"),
  port: Port.default(8790),
  /** The next one after `port` when absent. */
  platformPort: Port.optional(),
  /** Where the platform reaches this server for webhooks, and clients do; needed with the cloud. */
  publicUrl: httpUrl.transform((url) => url.replace(/\/+$/, "")).optional(),
  trustProxy: z.boolean().default(false),
  logLevel: z.enum(["debug", "info", "warn", "error"]).default("info"),
  /** Keeps sign-ins over restarts. */
  stateFile: z.string().min(1).optional(),
  /** The demo people when absent. */
  people: z.array(ConfiguredPerson).min(1).max(10_000).optional(),
  cloud: Cloud.optional(),
  /** API user of the platform in this process; made up at each start when absent. */
  account: z
    .strictObject({
      accountId: z.string().min(1),
      username: z.string().min(1),
      password: z.string().min(1),
    })
    .optional(),
  voice: Voice.prefault({}),
  media: z
    .strictObject({
      listenAddress: z.string().min(1).optional(),
      /** Told to clients in place of ours, behind NAT; several are several candidates. The first is the phones'. */
      publicAddress: z
        .union([z.string().min(1), z.array(z.string().min(1)).min(1).max(8)])
        .transform((addresses) => [addresses].flat())
        .optional(),
      /** The UDP port of all media; `port` + 4 when absent, any with `port` 0. */
      port: Port.optional(),
      /** A TCP port for media, for clients whose network lets no UDP through. None when absent. */
      tcpPort: Port.optional(),
      /** A UDP port for each peer connection instead. */
      portRange: z.strictObject({ min: Port, max: Port }).optional(),
      /** Threads that media is spread over, each with a port: the next ones, or its part of the range. 0: none but ours. */
      workers: z.int().min(0).max(64).default(0),
    })
    .prefault({}),
  /** The telephone network: simulated phones by number, all other numbers through the trunk. */
  phones: z
    .strictObject({
      simulated: z.boolean().default(true),
      trunk: TrunkOptions.optional(),
      rtpPortRange: RtpPortRange.optional(),
    })
    .prefault({}),
  /** Figures for Prometheus: for whoever runs the server, so on a loopback address unless set. */
  metrics: z
    .strictObject({
      host: z.string().min(1).default("127.0.0.1"),
      /** The next port after the Voice API's when absent. */
      port: Port.optional(),
    })
    .prefault({}),
  /** Things to go wrong on purpose in the platform of this process; never on a server that others use. */
  faultInjection: z
    .strictObject({
      /** The next port after the metrics' when absent. */
      port: Port.optional(),
    })
    .optional(),
  /** Where clients reach the device gateway, when that is not where it listens. */
  publicDeviceGatewayUrl: socketUrl.optional(),
  iceServers: z.array(IceServer).max(16).default([]),
  turn: Turn.optional(),
  accessTokenSeconds: z.int().min(1).max(86_400).default(600),
  mediaAccessMs: positiveMs.default(600_000),
  noAnswerMs: positiveMs.default(45_000),
  streamGraceMs: positiveMs.default(5_000),
  /** How long the other half of a call is waited for that is being rebuilt after a restart. */
  rejoinMs: positiveMs.default(20_000),
  /** How long a room without anybody in it stays. */
  emptyRoomMs: positiveMs.default(9 * 3_600_000),
  /** Of the platform and the Voice API in this process. Ours always reach the token server. */
  webhooks: z
    .strictObject({
      /** Lets them reach loopback and private addresses; so it is when absent and `host` is a loopback address. */
      allowPrivateAddresses: z.boolean().optional(),
    })
    .default({}),
  /** The platform in this process; what is absent is as at Bandwidth (docs/conformance.md). */
  platform: z
    .strictObject({
      sessionLifetimeMs: positiveMs.optional(),
      tokenLifetimeMs: positiveMs.optional(),
      participantsPerSession: z.int().positive().max(1_000).optional(),
      tagLength: z.int().positive().max(10_000).optional(),
      /** With the token of a client that is connected. */
      secondDevice: z.enum(["replaces", "refused"]).optional(),
    })
    .default({}),
  /** How long the platform keeps a device without a socket. */
  deviceGraceMs: positiveMs.optional(),
  controlTimeoutMs: positiveMs.default(5_000),
  /** On SIGTERM: how long calls may go on before the server stops. New ones are refused meanwhile. */
  drainMs: z
    .int()
    .min(0)
    .max(24 * 3_600_000)
    .default(0),
  /** Of each person. */
  limits: z
    .strictObject({
      windowMs: positiveMs.default(60_000),
      phoneCalls: z.int().positive().default(20),
      rooms: z.int().positive().default(20),
      mail: z.int().positive().default(3_000),
      signIns: z.int().positive().default(60),
      mediaAccesses: z.int().positive().default(300),
    })
    .prefault({}),
  signInLimits: z
    .strictObject({
      windowMs: positiveMs.default(900_000),
      perUser: z.int().positive().default(10),
      perAddress: z.int().positive().default(50),
    })
    .prefault({}),
});

/** What does not fit together though each value is fine by itself. */
const Config = ConfigShape.superRefine((config, context) => {
  const wrong = (key: string, message: string): void =>
    context.addIssue({ code: "custom", path: [key], message });
  if (config.people === undefined && !isLoopback(config.host)) {
    wrong(
      "people",
      "must be configured when host is not a loopback address: the demo people's password is public",
    );
  }
  if (config.faultInjection) {
    const { host, publicUrl, publicDeviceGatewayUrl, trustProxy, cloud } = config;
    const isShared = publicUrl !== undefined || publicDeviceGatewayUrl !== undefined || trustProxy;
    if (!isLoopback(host) || isShared || cloud !== undefined) {
      wrong("faultInjection", "is for tests on this machine: not with another host, a proxy or the cloud");
    }
  }
  const ids = config.people?.map((person) => person.id) ?? [];
  if (new Set(ids).size !== ids.length) wrong("people", "has an id twice");
  const numbers = config.people?.flatMap((person) => person.numbers) ?? [];
  if (new Set(numbers).size !== numbers.length) wrong("people", "has a number twice");
  const range = config.media.portRange;
  const { workers } = config.media;
  if (range && range.max - range.min + 1 < workers) wrong("media.portRange", "has fewer ports than workers");
  if (workers > 0 && config.faultInjection) wrong("media.workers", "must be 0 with faultInjection");
  if (range && range.min > range.max) wrong("media.portRange", "ends before it begins");
  if (range && config.media.port !== undefined) {
    wrong("media.port", "is one port for all media: leave it out where media.portRange is set");
  }
  if (config.cloud && config.publicUrl === undefined) {
    wrong("publicUrl", "must be set with the cloud: its webhooks have to reach this server");
  }
  const { applicationId, numbers: accountNumbers, webhookCredentials } = config.voice;
  const forPhoneCalls = { applicationId, numbers: accountNumbers, webhookCredentials };
  if (config.cloud && Object.values(forPhoneCalls).some((value) => value !== undefined)) {
    for (const [key, value] of Object.entries(forPhoneCalls)) {
      if (value === undefined) wrong(`voice.${key}`, "must be set too for phone calls with the cloud");
    }
  }
});

/** What a file may say; everything has a default. */
export type ConfigInput = z.input<typeof ConfigShape>;
export type Config = z.infer<typeof ConfigShape>;

/** The problem is a text for the person who wrote the configuration: one line a key. It repeats no values. */
export function parseConfig(input: unknown): Result<Config, string> {
  const parsed = Config.safeParse(input);
  if (parsed.success) return ok(parsed.data);
  const lines = parsed.error.issues.map((issue) => {
    const key = issue.path.map(String).join(".");
    return key === "" ? issue.message : `${key}: ${issue.message}`;
  });
  return err(lines.join("\n"));
}
