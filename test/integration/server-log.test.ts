/** What the whole server writes to its log at its most talkative, while people sign in, call people and phones, and are refused. */
import { randomUUID } from "node:crypto";
import { expect, describe, it } from "vitest";
import { parseConfig } from "../../server-stub/config.ts";
import { createJsonLog } from "../../server-stub/log.ts";
import { startServer } from "../../server-stub/server.ts";
import { postJson } from "../support/fake-control-api.ts";
import { offerOf, RawDevice } from "../support/platform-client.ts";
import { signInAt } from "../support/server-process.ts";

const account = { accountId: "9900000", username: "api-user", password: "the-api-password" };
const busyPhone = "+19195550104";

async function start() {
  const lines: string[] = [];
  const config = parseConfig({ port: 0, account, logLevel: "debug" });
  if (!config.ok) throw new Error(config.error);
  const log = createJsonLog({ level: "debug", write: (line) => lines.push(line), now: () => Date.now() });
  return { lines, server: await startServer(config.value, { log }) };
}

describe("the server's log", () => {
  it("R25 holds no token, no password, no phone number, no Authorization, and each line is JSON", async () => {
    const { lines, server } = await start();
    const url = server.tokenServerUrl;
    const wrong = { username: "alice", password: "guessed-wrong", client: { id: randomUUID(), name: "x" } };
    expect((await postJson(`${url}/v1/sign-in`, wrong)).status).toBe(401);
    const alice = await signInAt(url, "alice");
    const access = await alice.access();
    const at = (token: string) => `${access.websocketUrl}/v3/?token=${token}&uniqueId=u`;
    expect(await RawDevice.connect(at(`${access.deviceToken}x`))).toBe(403);
    const device = await RawDevice.connect(at(access.deviceToken));
    if (typeof device === "number") throw new Error("refused");
    await device.setUp();
    await device.call(1, "offerSdp", offerOf("mic"));
    device.send(`{"token":"${access.deviceToken}"`);
    await device.frame(({ error }) => error?.code === -32700);
    await alice.post("/v1/calls", {
      id: randomUUID(),
      to: { kind: "phone", number: busyPhone },
      mediaAccessId: access.id,
    });
    await alice.stream.next(({ type }) => type === "call.ended");
    const wrongApiUser = `Basic ${Buffer.from("api-user:other").toString("base64")}`;
    const refused = await fetch(`${server.controlApiUrl}/accounts/${account.accountId}/sessions`, {
      method: "POST",
      headers: { authorization: wrongApiUser },
    });
    expect(refused.status).toBe(401);
    await server.close();

    const text = lines.join("");
    expect(lines.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual(
      expect.arrayContaining(["device", "device refused", "call changed"]),
    );
    const secrets = {
      accessToken: alice.accessToken,
      deviceToken: access.deviceToken,
      signature: access.deviceToken.split(".")[2] ?? "",
      wrongPassword: "guessed-wrong",
      apiPassword: account.password,
      apiUser: Buffer.from(`${account.username}:${account.password}`).toString("base64"),
      authorization: "authorization",
      number: busyPhone.slice(1),
    };
    for (const [name, secret] of Object.entries(secrets)) {
      expect(text.toLowerCase().includes(secret.toLowerCase()), name).toBe(false);
    }
  });
});
