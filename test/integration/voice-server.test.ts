/** The Voice API as the server starts it: beside the platform, with the token server as its application. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { parseConfig, type ConfigInput } from "../../server-stub/config.ts";
import { startServer, type RunningServer } from "../../server-stub/server.ts";
import { bxml, ScriptedApplication } from "../support/voice-client.ts";

const account = { accountId: "9900000", username: "api", password: "secret" };
const ownNumber = "+19195550160";
const echo = "+19195550100";
const callsBack = "+19195550107";

let running: RunningServer | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

async function start(input: ConfigInput): Promise<RunningServer> {
  const config = parseConfig({ port: 0, account, ...input });
  if (!config.ok) throw new Error(config.error);
  running = await startServer(config.value, { log: () => {} });
  return running;
}

async function request(path: string, body?: object): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${running!.voiceApiUrl}/accounts/${account.accountId}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: {
      authorization: `Basic ${btoa(`${account.username}:${account.password}`)}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : (JSON.parse(text) as unknown) };
}

/** A back end under development, named in the configuration. */
async function withBackEnd() {
  const application = await ScriptedApplication.start();
  const { url } = application;
  const hooks = { callInitiatedUrl: `${url}/initiate`, callStatusUrl: `${url}/status` };
  await start({ voice: { applications: [{ id: "mine", numbers: [ownNumber], ...hooks }] } });
  const place = (to: string) =>
    request("/calls", {
      from: ownNumber,
      to,
      applicationId: "mine",
      answerUrl: `${url}/answer`,
      disconnectUrl: `${url}/disconnect`,
    });
  return { application, place };
}

describe("the server", () => {
  it("R65 R66 lets a back end call a simulated phone and be called back by it", async () => {
    const { application, place } = await withBackEnd();
    application.on("/answer", bxml('<Pause duration="60"/>')).on("/initiate", bxml()).on("/disconnect", 200);
    expect((await place(callsBack)).status).toBe(201);
    const { event } = await application.event("initiate");
    expect(event).toMatchObject({
      direction: "inbound",
      from: callsBack,
      to: ownNumber,
      applicationId: "mine",
    });
    expect(application.events().slice(0, 3)).toEqual(["answer", "disconnect", "initiate"]);
    await application.close();
  });

  it("speaks to the phone that answers", async () => {
    const { application, place } = await withBackEnd();
    application.on("/answer", bxml("<SpeakSentence>Hello.</SpeakSentence>")).on("/disconnect", 200);
    await place(echo);
    const { event } = await application.event("disconnect");
    expect(event.cause).toBe("hangup");
    const spokenMs = Date.parse(event.endTime ?? "") - Date.parse(event.answerTime ?? "");
    expect(spokenMs).toBeGreaterThan(300);
    await application.close();
  });

  it("asks the token server about calls to its number, with the webhooks' credentials", async () => {
    const hooked = vi.fn<(path: string, authorization: string | undefined) => void>();
    const stand = createServer((incoming, response) => {
      hooked(incoming.url ?? "", incoming.headers.authorization);
      response.writeHead(200, { "content-type": "application/xml" }).end(bxml());
    });
    stand.listen(0, "127.0.0.1");
    await once(stand, "listening");
    const publicUrl = `http://127.0.0.1:${(stand.address() as AddressInfo).port}`;
    const application = await ScriptedApplication.start();
    application.on("/answer", bxml('<Pause duration="60"/>'));
    await start({
      publicUrl,
      voice: {
        applicationId: "desk",
        numbers: [ownNumber],
        webhookCredentials: { username: "u", password: "p" },
      },
    });
    const answerUrl = `${application.url}/answer`;
    await request("/calls", { from: ownNumber, to: callsBack, applicationId: "desk", answerUrl });
    await vi.waitFor(
      () => expect(hooked).toHaveBeenCalledWith("/webhooks/voice/initiated", `Basic ${btoa("u:p")}`),
      { timeout: 10_000 },
    );
    stand.close();
    await application.close();
  });

  it("says which setting is wrong when the trunk's port is taken", async () => {
    const other = createSocket("udp4");
    other.bind(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address();
    const trunk = { server: "127.0.0.1:9", listenPort: port, keepAliveSeconds: 0 };
    await expect(start({ phones: { trunk } })).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is in use; stop the other program, or choose another port with phones.trunk.listenPort.`,
    );
    other.close();
  });
});
