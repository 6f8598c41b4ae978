import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { parse as parseYaml } from "yaml";
import { err, ok, type Result } from "../common/result.ts";
import { parseConfig, type Config } from "./config.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface CommandLine {
  readonly config: Config;
  /** Print a hash of the password on standard input instead of serving. */
  readonly hashPassword: boolean;
}

type Values = Record<string, unknown>;
type Kind = "text" | "number" | "flag" | "list";

/** Environment variables and where they go in the configuration. */
const variables: readonly (readonly [name: string, path: string, kind: Kind])[] = [
  ["DESKLINE_HOST", "host", "text"],
  ["DESKLINE_PORT", "port", "number"],
  ["DESKLINE_PLATFORM_PORT", "platformPort", "number"],
  ["DESKLINE_PUBLIC_URL", "publicUrl", "text"],
  ["DESKLINE_PUBLIC_DEVICE_GATEWAY_URL", "publicDeviceGatewayUrl", "text"],
  ["DESKLINE_TRUST_PROXY", "trustProxy", "flag"],
  ["DESKLINE_LOG_LEVEL", "logLevel", "text"],
  ["DESKLINE_STATE_FILE", "stateFile", "text"],
  ["DESKLINE_MEDIA_LISTEN_ADDRESS", "media.listenAddress", "text"],
  ["DESKLINE_MEDIA_PUBLIC_ADDRESS", "media.publicAddress", "list"],
  ["DESKLINE_MEDIA_PORT", "media.port", "number"],
  ["DESKLINE_MEDIA_WORKERS", "media.workers", "number"],
  ["DESKLINE_MEDIA_TCP_PORT", "media.tcpPort", "number"],
  ["DESKLINE_TURN_URLS", "turn.urls", "list"],
  ["DESKLINE_TURN_SECRET", "turn.secret", "text"],
  ["BW_ACCOUNT_ID", "cloud.accountId", "text"],
  ["BW_USERNAME", "cloud.username", "text"],
  ["BW_PASSWORD", "cloud.password", "text"],
  ["BW_WEBRTC_API_URL", "cloud.webrtcApiUrl", "text"],
  ["BW_WEBRTC_DEVICE_URL", "cloud.deviceGatewayUrl", "text"],
  ["BW_VOICE_API_URL", "voice.apiUrl", "text"],
  ["BW_VOICE_APPLICATION_ID", "voice.applicationId", "text"],
  ["BW_NUMBER", "voice.numbers", "list"],
  ["DESKLINE_VOICE_PORT", "voice.port", "number"],
  ["DESKLINE_VOICE_WEBHOOK_USERNAME", "voice.webhookCredentials.username", "text"],
  ["DESKLINE_VOICE_WEBHOOK_PASSWORD", "voice.webhookCredentials.password", "text"],
];

const options = {
  config: { type: "string" },
  port: { type: "string" },
  host: { type: "string" },
  "hash-password": { type: "boolean" },
} as const;

/** Flags win over the environment, the environment over the file. The problem is a text for a person. */
export async function readCommandLine(
  args: readonly string[],
  environment: Environment,
): Promise<Result<CommandLine, string>> {
  const flags = readFlags(args);
  if (!flags.ok) return flags;
  const file = await readConfigFile(flags.value.config ?? environment.DESKLINE_CONFIG);
  if (!file.ok) return file;
  const values = structuredClone(file.value);
  for (const [name, path, kind] of variables) {
    const text = environment[name];
    if (text !== undefined && text !== "") put(values, path, typed(text, kind));
  }
  if (flags.value.port !== undefined) put(values, "port", typed(flags.value.port, "number"));
  if (flags.value.host !== undefined) put(values, "host", flags.value.host);
  const config = parseConfig(values);
  if (!config.ok) return err(`The configuration is not valid.\n${config.error}`);
  return ok({ config: config.value, hashPassword: flags.value["hash-password"] ?? false });
}

type Flags = { config?: string; port?: string; host?: string; "hash-password"?: boolean };

function readFlags(args: readonly string[]): Result<Flags, string> {
  try {
    return ok(parseArgs({ args: [...args], options, strict: true }).values);
  } catch (cause) {
    if (cause instanceof TypeError) return err(cause.message);
    throw cause;
  }
}

/** JSON is YAML too (YAML 1.2 §1.3), so one reader does for both. */
async function readConfigFile(path: string | undefined): Promise<Result<Values, string>> {
  if (path === undefined) return ok({});
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
    return err(`The configuration file ${path} cannot be read (${code}).`);
  }
  try {
    const content: unknown = parseYaml(text) ?? {};
    if (isValues(content)) return ok(content);
  } catch {
    return err(`The configuration file ${path} is neither JSON nor YAML.`);
  }
  return err(`The configuration file ${path} has to hold keys and values.`);
}

function put(values: Values, path: string, value: unknown): void {
  const [first = "", ...rest] = path.split(".");
  if (rest.length === 0) {
    values[first] = value;
    return;
  }
  const inner = values[first];
  const next: Values = isValues(inner) ? inner : {};
  values[first] = next;
  put(next, rest.join("."), value);
}

/** A text that is not what it should be stays a text: the schema then names the key. */
function typed(text: string, kind: Kind): unknown {
  if (kind === "list") return text.split(",").map((part) => part.trim());
  if (kind === "number") return /^\d{1,6}$/.test(text) ? Number(text) : text;
  if (kind === "flag")
    return text === "true" || text === "1" ? true : text === "false" || text === "0" ? false : text;
  return text;
}

const isValues = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);
