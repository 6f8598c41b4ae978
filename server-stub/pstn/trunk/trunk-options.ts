import { isIP } from "node:net";
import { z } from "zod";

const Port = z.int().min(1).max(65_535);
/** No spaces, quotes or control characters: these go into SIP headers. */
const word = z
  .string()
  .regex(/^[\x21\x23-\x3b\x3d\x3f-\x5b\x5d-\x7e]{1,128}$/, "has characters that SIP does not allow");
const hostAndPort = z
  .string()
  .regex(/^([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?$/, "must be host or host:port");

/** A SIP trunk or registrar, as the configuration file says it. */
export const TrunkOptions = z
  .strictObject({
    /** host, host:port or [IPv6]:port; port 5060 when absent. */
    server: hostAndPort,
    transport: z.enum(["udp", "tcp"]).default("udp"),
    username: word.optional(),
    password: z.string().min(1).max(256).optional(),
    /** Keeps us registered there, so that calls for us are sent here. */
    register: z.boolean().default(false),
    /** In our own address and in the addresses that we call; the server's host when absent. */
    domain: z
      .string()
      .regex(/^[A-Za-z0-9.-]{1,253}$/)
      .optional(),
    /** UDP and TCP; 0 takes a free one. */
    listenPort: z.int().min(0).max(65_535).default(5060),
    /** Who may call us; the server's own addresses when absent. All else is refused (403). */
    allowFrom: z.array(z.string().refine((text) => isIP(text) !== 0, "must be an IP address")).optional(),
    /** Calls must also prove that they know these (401). MD5 alone helps phones that take only the first challenge. */
    expectAuthFrom: z
      .strictObject({
        username: word,
        password: z.string().min(1).max(256),
        algorithms: z
          .array(z.enum(["SHA-256", "MD5"]))
          .min(1)
          .default(["SHA-256", "MD5"]),
      })
      .optional(),
    /** How often the server is asked whether it is there (OPTIONS); 0 for never. */
    keepAliveSeconds: z.int().min(0).max(3_600).default(30),
  })
  .refine((trunk) => (trunk.username === undefined) === (trunk.password === undefined), {
    error: "needs both username and password, or neither",
  })
  .refine((trunk) => !trunk.register || trunk.username !== undefined, {
    error: "needs a username to register",
  });
export type TrunkOptions = z.infer<typeof TrunkOptions>;

/** A range of UDP ports for RTP; RTCP takes the odd ones. */
export const RtpPortRange = z
  .strictObject({ min: Port, max: Port })
  .refine(({ min, max }) => max > min, { error: "must hold at least one pair of ports" });
