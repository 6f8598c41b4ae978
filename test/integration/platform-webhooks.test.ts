import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ParticipantWebhook } from "../../common/wire/control-api.ts";
import { RawDevice, startPlatform } from "../support/platform-client.ts";

interface Received {
  headers: IncomingMessage["headers"];
  body: ParticipantWebhook;
}

let backend: Server;
let received: Received[];
/** Statuses of the next answers; 200 when there is none left. */
let statuses: number[];
let server: Awaited<ReturnType<typeof startPlatform>>;

beforeEach(async () => {
  received = [];
  statuses = [];
  backend = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (text += chunk));
    request.on("end", () => {
      received.push({ headers: request.headers, body: JSON.parse(text) as ParticipantWebhook });
      const status = statuses.shift() ?? 200;
      response.writeHead(status, status === 302 ? { location: callbackUrl() } : {}).end();
    });
  });
  await new Promise<void>((resolve) => backend.listen(0, "127.0.0.1", resolve));
  server = await startPlatform();
});
afterEach(async () => {
  await server.platform.close();
  await new Promise((resolve) => backend.close(resolve));
});

const callbackUrl = (host = "127.0.0.1") => `http://${host}:${(backend.address() as AddressInfo).port}/hook`;

async function connect(participant: object) {
  const { id, token } = await server.createParticipant({ callbackUrl: callbackUrl(), ...participant });
  const device = await RawDevice.connect(`${server.platform.deviceGatewayUrl}/v3/?token=${token}&uniqueId=u`);
  if (typeof device === "number") throw new Error("refused");
  await device.setUp();
  return { id, device };
}

const events = () => received.map(({ body }) => body.event);
const patient = { timeout: 30_000, interval: 5 };
/** As long as the longest of three pauses, less than the 5 s that a back end has to answer in, and before any ping is due. */
const pauseMs = 2_000;
/** The platform has had its answer to so many attempts and waits for the next one, which is then made. */
async function attempts(count: number): Promise<void> {
  for (let made = 1; made <= count; made += 1) {
    await vi.waitFor(() => expect(received.length).toBeGreaterThanOrEqual(made), patient);
    if (made === count) return;
    await vi.waitFor(() => expect(server.clock.dueWithin(pauseMs)).toBe(1), patient);
    server.clock.advance(pauseMs);
  }
}
const outcome = (message: string) => server.logged.filter((line) => line.message === message);

describe("participant webhooks", () => {
  it("R60 tells of onConnect and onLeave, in order, with string timestamps and the tag", async () => {
    const { id, device } = await connect({ tag: "hello" });
    device.send({ jsonrpc: "2.0", method: "leave" });
    await vi.waitFor(() => expect(events()).toEqual(["onConnect", "onLeave"]), patient);
    const [connected, left] = received;
    expect(connected?.headers["content-type"]).toBe("application/json");
    expect(connected?.body).toEqual({
      event: "onConnect",
      timestamp: String(server.clock.now()),
      participantId: id,
      deviceId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      tag: "hello",
    });
    expect(left?.body.deviceId).toBe(connected?.body.deviceId);
  });

  it("R60 gives no tag when the participant has none", async () => {
    await connect({});
    await attempts(1);
    expect(received[0]?.body).not.toHaveProperty("tag");
  });

  it("R60 tells of onDisconnect at the loss and of onLeave when the grace period is over", async () => {
    const { device } = await connect({});
    device.lose();
    await vi.waitFor(() => expect(events()).toEqual(["onConnect", "onDisconnect"]), patient);
    // The platform has had its answers too: an attempt that is under way would time out.
    await vi.waitFor(() => expect(outcome("webhook delivered")).toHaveLength(2), patient);
    server.clock.advance(29_999);
    expect(events()).toHaveLength(2);
    server.clock.advance(1);
    await vi.waitFor(() => expect(events()).toEqual(["onConnect", "onDisconnect", "onLeave"]), patient);
  });

  it("R60 repeats what was not accepted, keeps the order, and leaves the device alone", async () => {
    statuses = [500, 404, 200];
    const { device } = await connect({});
    device.send({ jsonrpc: "2.0", method: "leave" });
    await attempts(3);
    await vi.waitFor(
      () => expect(events()).toEqual(["onConnect", "onConnect", "onConnect", "onLeave"]),
      patient,
    );
    expect((await device.call(1, "ping", {})).result).toEqual({});
  });

  it("gives up after four attempts, and goes on with the next event", async () => {
    statuses = [500, 500, 500, 500];
    const { id } = await connect({});
    await attempts(4);
    await vi.waitFor(() => expect(outcome("webhook given up")).toHaveLength(1), patient);
    await server.api("DELETE", `/participants/${id}`);
    await vi.waitFor(() => expect(events().at(-1)).toBe("onLeave"), patient);
    expect(received).toHaveLength(5);
  });

  it("follows no redirect", async () => {
    statuses = [302, 302, 302, 302];
    await connect({});
    await attempts(4);
    await vi.waitFor(() => expect(outcome("webhook given up")).toHaveLength(1), patient);
    expect(received).toHaveLength(4);
  });

  it.each(["127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"])(
    "posts nothing to %s unless private addresses are allowed",
    async (host) => {
      await server.platform.close();
      server = await startPlatform({ webhooks: { allowPrivateAddresses: false } });
      const { device } = await connect({ callbackUrl: callbackUrl(host) });
      await vi.waitFor(() => expect(outcome("webhook given up")).toHaveLength(1), patient);
      expect(outcome("webhook given up")[0]?.data).toMatchObject({ outcome: "refused" });
      expect(received).toEqual([]);
      expect((await device.call(1, "ping", {})).result).toEqual({});
    },
  );

  it("tries once more at once what waits, when the platform closes", async () => {
    statuses = [500];
    const { device } = await connect({});
    device.send({ jsonrpc: "2.0", method: "leave" });
    await vi.waitFor(
      () => expect(outcome("device").map(({ data }) => data?.["event"])).toEqual(["onConnect", "onLeave"]),
      patient,
    );
    await attempts(1);
    await vi.waitFor(() => expect(server.clock.dueWithin(pauseMs)).toBe(1), patient);
    await server.platform.close();
    expect(events()).toEqual(["onConnect", "onConnect", "onLeave"]);
  });
});
