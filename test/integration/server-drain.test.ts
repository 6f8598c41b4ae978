/** The whole server on SIGTERM, as a process: drained in order, or ended at once by a second signal. */
import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CreateParticipantResponse } from "../../common/wire/control-api.ts";
import { RawDevice } from "../support/platform-client.ts";
import { readyLine, runServer, signInAt } from "../support/server-process.ts";

const account = { accountId: "9900000", username: "api-user", password: "api-pass" };
const patient = { timeout: 50_000, interval: 20 };

let folder: string;
let children: ChildProcess[];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "deskline-drain-"));
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  await rm(folder, { recursive: true });
});

async function start(drainMs: number) {
  const file = path.join(folder, "config.json");
  await writeFile(file, JSON.stringify({ port: 0, account, drainMs }));
  const server = runServer("--config", file);
  children.push(server.child);
  // Read away: a full pipe would stop it.
  server.child.stderr.resume();
  return { ...server, addresses: await readyLine(server) };
}

const open = async (websocketUrl: string, token: string): Promise<RawDevice> => {
  const device = await RawDevice.connect(`${websocketUrl}/v3/?token=${token}&uniqueId=${randomUUID()}`);
  if (typeof device === "number") throw new Error(`refused with ${device}`);
  await device.setUp();
  return device;
};

/** Alice and bob talk, each with a device at the platform. */
async function talk(url: string) {
  const [alice, bob] = [await signInAt(url, "alice"), await signInAt(url, "bob")];
  const [alices, bobs] = [await alice.access(), await bob.access()];
  const devices = [
    await open(alices.websocketUrl, alices.deviceToken),
    await open(bobs.websocketUrl, bobs.deviceToken),
  ] as const;
  const id = randomUUID();
  await alice.post("/v1/calls", { id, to: { kind: "person", id: "bob" }, mediaAccessId: alices.id });
  expect((await bob.post(`/v1/calls/${id}/accept`, { mediaAccessId: bobs.id })).status).toBe(200);
  return { alice, bob, id, devices };
}

/** A participant of another back end. */
async function foreignDevice({ controlApi, deviceGateway }: Record<string, string>): Promise<RawDevice> {
  const response = await fetch(`${controlApi}/accounts/${account.accountId}/participants`, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(`${account.username}:${account.password}`).toString("base64")}`,
      "content-type": "application/json",
    },
    body: "{}",
  });
  return open(deviceGateway ?? "", CreateParticipantResponse.parse(await response.json()).token);
}

const isNotReady = (url: string) =>
  expect.poll(async () => (await fetch(`${url}/readyz`)).status, patient).toBe(503);

describe("the server on SIGTERM", () => {
  it("R59 asks every device to come back, says nothing to those who talk, and ends with 0", async () => {
    const { child, ended, addresses } = await start(0);
    const { alice, bob, devices } = await talk(addresses.tokenServer ?? "");
    const foreign = await foreignDevice(addresses);
    child.kill("SIGTERM");
    expect(await Promise.all([...devices, foreign].map((device) => device.closed))).toEqual([
      1001, 1001, 1001,
    ]);
    await Promise.all([alice.stream.whenEnded, bob.stream.whenEnded]);
    expect(await ended).toBe(0);
    expect([...alice.received, ...bob.received].some(({ type }) => type === "call.ended")).toBe(false);
  });

  it("lets calls end first when it is told to, and begins none", async () => {
    const { child, ended, addresses } = await start(3_600_000);
    const url = addresses.tokenServer ?? "";
    const { alice, id, devices } = await talk(url);
    const carol = await signInAt(url, "carol");
    child.kill("SIGTERM");
    await isNotReady(url);
    const mediaAccessId = (await carol.access()).id;
    const refused = await carol.post("/v1/calls", {
      id: randomUUID(),
      to: { kind: "person", id: "alice" },
      mediaAccessId,
    });
    expect(refused).toMatchObject({ status: 503, body: { error: { code: "shutting-down" } } });
    expect((await devices[0].call(1, "ping", {})).result).toEqual({});
    expect((await alice.post(`/v1/calls/${id}/hang-up`)).status).toBe(200);
    expect(await ended).toBe(0);
  });

  it("ends at once on a second signal", async () => {
    const { child, ended, addresses } = await start(3_600_000);
    const url = addresses.tokenServer ?? "";
    const { devices } = await talk(url);
    child.kill("SIGTERM");
    await isNotReady(url);
    child.kill("SIGTERM");
    expect(await ended).toBe(143);
    expect(await devices[0].closed).toBe(1006);
  });
});
