/** The server as a process of its own, and a signed-in client of any server. */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { ServerEvent } from "../../common/wire/token-server.ts";
import { MediaAccess, Session } from "../../common/wire/token-server.ts";
import { EventReader } from "./event-reader.ts";
import { postJson } from "./fake-control-api.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Starts it, on free ports unless the arguments name one. The caller ends it. */
export function runServer(...args: string[]) {
  const child = spawn(process.execPath, ["--import", "tsx", "server-stub/index.ts", ...args], {
    cwd: root,
    // Free unless a test names one: the port after a taken one may be taken too.
    env: { ...process.env, DESKLINE_PLATFORM_PORT: "0", DESKLINE_MEDIA_PORT: "0" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const ended = once(child, "exit").then(([exitCode]) => exitCode as number | null);
  return { child, ended };
}

/** The line that it prints when it is ready. */
export async function readyLine({ child }: ReturnType<typeof runServer>): Promise<Record<string, string>> {
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return JSON.parse(line) as Record<string, string>;
}

/** A demo person, with the event stream open. */
export async function signInAt(url: string, username: string) {
  const client = { id: randomUUID(), name: "Laptop" };
  const answer = await postJson(`${url}/v1/sign-in`, { username, password: "deskline", client });
  const { accessToken } = Session.parse(await answer.json());
  const headers = { authorization: `Bearer ${accessToken}` };
  const received: ServerEvent[] = [];
  const stream = await EventReader.open(`${url}/v1/events`, headers, (event) => received.push(event));
  const post = async (path: string, body: unknown = {}) => {
    const response = await fetch(`${url}${path}`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as unknown };
  };
  const access = async () => MediaAccess.parse((await post("/v1/media-access")).body);
  return { accessToken, stream, received, post, access };
}
