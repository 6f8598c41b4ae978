import type { ChildProcess } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { createInterface } from "node:readline";
import { randomBytes, randomUUID } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { parseConfig, type ConfigInput } from "../../server-stub/config.ts";
import type { Log } from "../../server-stub/log.ts";
import { startServer } from "../../server-stub/server.ts";
import { CreateParticipantResponse } from "../../common/wire/control-api.ts";
import { RawDevice } from "../support/platform-client.ts";
import { offer } from "../support/sdp-offer.ts";
import { runServer, signInAt } from "../support/server-process.ts";
import { bindingRequest } from "../support/stun-request.ts";

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

function run(...args: string[]) {
  const server = runServer(...args);
  children.push(server.child);
  return server;
}

async function start(input: ConfigInput = {}, log: Log = () => {}) {
  const config = parseConfig({ port: 0, ...input });
  if (!config.ok) throw new Error(config.error);
  return startServer(config.value, { log });
}

describe("the command line", () => {
  it("prints one line when it is ready, and ends cleanly on SIGTERM", async () => {
    const { child, ended } = run("--port", "0");
    const output: string[] = [];
    const lines = createInterface({ input: child.stdout });
    lines.on("line", (line) => output.push(line));
    await once(lines, "line");
    const ready = JSON.parse(output[0]!) as Record<string, string>;
    const names = ["ready", "tokenServer", "controlApi", "deviceGateway", "voiceApi", "metrics"];
    expect(Object.keys(ready)).toEqual(names);
    expect((await fetch(`${ready.tokenServer}/readyz`)).status).toBe(200);
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(output).toHaveLength(1);
  });

  it("says in a sentence that the port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const { child, ended } = run("--port", String(port));
    const said = await text(child.stderr);
    other.close();
    expect(said).toBe(
      `Port ${port} on 127.0.0.1 is in use; stop the other program, or choose another port with --port.\n`,
    );
    expect(await ended).toBe(1);
  });

  it("names the key that is wrong", async () => {
    const { child, ended } = run("--host", "0.0.0.0");
    expect(await text(child.stderr)).toContain("people: must be configured");
    expect(await ended).toBe(1);
  });

  it("hashes a password", async () => {
    const { child, ended } = run("--hash-password");
    child.stdin.end("correct horse\n");
    expect(await text(child.stdout)).toMatch(/^scrypt\$32768\$8\$3\$[\w-]+\$[\w-]+\n$/);
    expect(await ended).toBe(0);
  });
});

describe("token server and platform together", () => {
  it("carry a call from ringing to its end as lost when bob's device leaves", async () => {
    const server = await start();
    const [alice, bob] = [
      await signInAt(server.tokenServerUrl, "alice"),
      await signInAt(server.tokenServerUrl, "bob"),
    ];
    const [alices, bobs] = [await alice.access(), await bob.access()];
    expect(alices.websocketUrl).toBe(server.deviceGatewayUrl);
    const id = randomUUID();
    const placed = await alice.post("/v1/calls", {
      id,
      to: { kind: "person", id: "bob" },
      mediaAccessId: alices.id,
    });
    expect(placed.status).toBe(200);
    await bob.stream.next((event) => event.type === "call.incoming");
    const query = `token=${bobs.deviceToken}&client=browser&sdkVersion=1.0.0&uniqueId=${randomUUID()}`;
    const device = new WebSocket(`${bobs.websocketUrl}/v3/?${query}`);
    await once(device, "open");
    expect((await bob.post(`/v1/calls/${id}/accept`, { mediaAccessId: bobs.id })).status).toBe(200);
    await alice.stream.next((event) => event.type === "call.answered");
    device.send(JSON.stringify({ jsonrpc: "2.0", method: "leave" }));
    const ended = await alice.stream.next((event) => event.type === "call.ended");
    expect(ended).toEqual({ type: "call.ended", callId: id, outcome: "lost" });
    await server.close();
    await alice.stream.whenEnded;
  });

  it("free everything when the token server's port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    await expect(start({ port, platformPort: 0, media: { port: 0 } })).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is in use`,
    );
    other.close();
  });
});

describe("webhooks", () => {
  it("post to the token server beside it, and to no other private address", async () => {
    const account = { accountId: "9900000", username: "api-user", password: "api-pass" };
    const asked: string[] = [];
    const inside = createHttpServer((request, response) => {
      asked.push(request.url ?? "");
      response.end();
    }).listen(0, "127.0.0.1");
    await once(inside, "listening");
    const warned: string[] = [];
    const server = await start({ account, webhooks: { allowPrivateAddresses: false } }, (_level, message) =>
      warned.push(message),
    );
    const callbackUrl = `http://127.0.0.1:${(inside.address() as AddressInfo).port}/hook`;
    const created = await fetch(`${server.controlApiUrl}/accounts/9900000/participants`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa("api-user:api-pass")}`, "content-type": "application/json" },
      body: JSON.stringify({ callbackUrl }),
    });
    const { token } = CreateParticipantResponse.parse(await created.json());
    const device = await RawDevice.connect(`${server.deviceGatewayUrl}/v3/?token=${token}&uniqueId=u`);
    if (typeof device === "number") throw new Error("refused");
    await expect.poll(() => warned, { timeout: 30_000 }).toContain("webhook given up");
    expect(asked).toEqual([]);

    const alice = await signInAt(server.tokenServerUrl, "alice");
    const access = await alice.access();
    const own = await RawDevice.connect(`${access.websocketUrl}/v3/?token=${access.deviceToken}&uniqueId=u`);
    await expect.poll(() => warned, { timeout: 30_000 }).toContain("webhook delivered");
    if (typeof own !== "number") own.lose();
    device.lose();
    await server.close();
    inside.close();
  });
});

describe("the metrics", () => {
  it("count what there is on the platform, beside Node's own, and name nobody", async () => {
    const server = await start();
    const alice = await signInAt(server.tokenServerUrl, "alice");
    const { websocketUrl, deviceToken } = await alice.access();
    const figure = async (name: string): Promise<number | undefined> => {
      const lines = (await (await fetch(server.metricsUrl)).text()).split("\n");
      return Number(lines.find((line) => line.startsWith(`${name} `))?.split(" ")[1]);
    };
    expect(await figure("deskline_participants")).toBe(1);
    expect(await figure('deskline_devices{state="connected"}')).toBe(0);
    const query = `token=${deviceToken}&client=browser&sdkVersion=1.0.0&uniqueId=${randomUUID()}`;
    const device = new WebSocket(`${websocketUrl}/v3/?${query}`);
    await once(device, "open");
    expect(await figure('deskline_devices{state="connected"}')).toBe(1);
    expect(await figure("deskline_rtp_packets_received_total")).toBe(0);
    expect(await figure("nodejs_eventloop_lag_p99_seconds")).toBeGreaterThanOrEqual(0);
    const text = await (await fetch(server.metricsUrl)).text();
    expect(text).not.toMatch(/alice|[0-9a-f]{8}-[0-9a-f]{4}/);
    device.close();
    await server.close();
    await expect(fetch(server.metricsUrl)).rejects.toThrow();
  });
});

describe("fault injection", () => {
  it("is not there unless the configuration asks for it", async () => {
    const server = await start();
    expect(server.faultsUrl).toBeNull();
    await server.close();
  });

  it("loses what clients send to the media unit, until it is told to stop", async () => {
    const server = await start({ faultInjection: { port: 0 } });
    expect(server.faultsUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/faults$/);
    const { websocketUrl, deviceToken } = await (await signInAt(server.tokenServerUrl, "alice")).access();
    const device = await RawDevice.connect(`${websocketUrl}/v3/?token=${deviceToken}&uniqueId=u`);
    if (typeof device === "number") throw new Error("refused");
    await device.setUp();
    const mediaMetadata = { mediaStreams: { voice: {} }, dataChannels: {} };
    const { result } = await device.call(1, "offerSdp", { sdpOffer: offer(), mediaMetadata });
    const sdp = String(result?.["sdpAnswer"]);
    const line = (name: string): string => new RegExp(`a=${name}:(.*)`).exec(sdp)?.[1]?.trim() ?? "";
    const credentials = { username: `${line("ice-ufrag")}:efgh`, password: line("ice-pwd") };
    const socket = createSocket("udp4");
    const answered: string[] = [];
    socket.on("message", (datagram: Buffer) => {
      if (datagram.readUInt16BE(0) === 0x0101) answered.push(datagram.toString("hex", 8, 20));
    });
    const check = async (id: Buffer): Promise<void> => {
      const port = Number(line("candidate").split(" ")[5]);
      await new Promise<void>((sent) =>
        socket.send(bindingRequest(id, credentials), port, "127.0.0.1", () => sent()),
      );
    };
    const put = (plan: object) =>
      fetch(server.faultsUrl ?? "", {
        method: "PUT",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(plan),
      });
    const [lost, heard] = [randomBytes(12), randomBytes(12)];
    await put({ media: "all" });
    await check(lost);
    // The datagram was here before the request, so it is read before that has been answered.
    await put({});
    await expect
      .poll(
        async () => {
          await check(heard);
          return answered.includes(heard.toString("hex"));
        },
        { timeout: 30_000, interval: 20 },
      )
      .toBe(true);
    expect(answered).not.toContain(lost.toString("hex"));
    socket.close();
    device.lose();
    await server.close();
  });
});
