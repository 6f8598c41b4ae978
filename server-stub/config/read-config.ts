import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import { err, ok, type Result } from "../../common/result.ts";
import { ServerConfig } from "./config.ts";

export interface ConfigSources {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** One file, then the environment, then flags: each overrides the one before. The error names the key. */
export function readConfig(sources: ConfigSources): Result<ServerConfig, string> {
  const flags = readFlags(sources.args);
  if (!flags.ok) return flags;
  const file = flags.value.config === undefined ? ok({}) : readFile(flags.value.config);
  if (!file.ok) return file;
  const merged = merge(merge(file.value, fromEnvironment(sources.env)), fromFlags(flags.value));
  const config = ServerConfig.safeParse(merged);
  if (config.success) return config.data.people === undefined ? checkDemo(config.data) : ok(config.data);
  const issue = config.error.issues[0];
  return err(`Configuration: ${issue?.path.join(".") || "file"}: ${issue?.message ?? "not valid"}`);
}

type Tree = Record<string, unknown>;
interface Flags {
  readonly config?: string | undefined;
  readonly port?: string | undefined;
  readonly host?: string | undefined;
}

function readFlags(args: readonly string[]): Result<Flags, string> {
  try {
    const options = {
      config: { type: "string" },
      port: { type: "string" },
      host: { type: "string" },
    } as const;
    return ok(parseArgs({ args: [...args], options }).values);
  } catch (cause) {
    return err(cause instanceof Error ? cause.message : String(cause));
  }
}

/** `--port 0` means free ports for everything. */
function fromFlags({ port, host }: Flags): Tree {
  return {
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(port === "0" ? { platform: { port: 0 } } : {}),
  };
}

/** Our own variables, and the vendor's where their samples use them. */
function fromEnvironment(env: ConfigSources["env"]): Tree {
  const { BW_ACCOUNT_ID: accountId, BW_USERNAME: username, BW_PASSWORD: password } = env;
  const cloud = accountId !== undefined || username !== undefined || password !== undefined;
  return {
    ...(env.DESKLINE_HOST === undefined ? {} : { host: env.DESKLINE_HOST }),
    ...(env.DESKLINE_PORT === undefined ? {} : { port: Number(env.DESKLINE_PORT) }),
    ...(env.DESKLINE_STATE_FILE === undefined ? {} : { stateFile: env.DESKLINE_STATE_FILE }),
    ...(env.DESKLINE_LOG === undefined ? {} : { logLevel: env.DESKLINE_LOG }),
    ...(cloud
      ? {
          cloud: {
            accountId,
            username,
            password,
            ...(env.BW_WEBRTC_API_URL === undefined ? {} : { controlApiUrl: env.BW_WEBRTC_API_URL }),
            ...(env.BW_WEBRTC_DEVICE_URL === undefined ? {} : { deviceGatewayUrl: env.BW_WEBRTC_DEVICE_URL }),
          },
        }
      : {}),
  };
}

function readFile(path: string): Result<Tree, string> {
  try {
    const content: unknown = parse(readFileSync(path, "utf8"));
    if (isTree(content)) return ok(content);
    return err(`Configuration: ${path} does not hold an object`);
  } catch (cause) {
    return err(
      `Configuration: ${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
}

/** The demo people's password is public: only this machine itself may reach them. */
function checkDemo(config: ServerConfig): Result<ServerConfig, string> {
  if (/^(127\.|localhost$|::1$)/.test(config.host)) return ok(config);
  return err(
    `Configuration: people: name your own before listening on ${config.host}; the demo people's password is public`,
  );
}

function merge(below: Tree, above: Tree): Tree {
  const merged: Tree = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const old = merged[key];
    merged[key] = isTree(old) && isTree(value) ? merge(old, value) : value;
  }
  return merged;
}

const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);
