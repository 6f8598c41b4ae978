import { SignJWT } from "jose";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { account, offerOf, RawDevice, startPlatform } from "../support/platform-client.ts";

let server: Awaited<ReturnType<typeof startPlatform>>;
beforeEach(async () => {
  server = await startPlatform();
});
afterEach(() => server.platform.close());

describe("device gateway: handshake", () => {
  it.each([
    ["/v3/?token=T&client=browser&sdkVersion=3.0.0&uniqueId=u"],
    ["/v3?token=T&sdkVersion=iOS%20lib&uniqueId=u"],
    ["/v3/?uniqueId=u&other=1&sdkVersion=3.0.0&token=T"],
  ])("R21 accepts %s", async (path) => {
    const { token } = await server.createParticipant();
    const device = await server.open(server.platform.deviceGatewayUrl + path.replace("T", token));
    expect((await device.setUp()).result).toEqual({});
    await device.close();
  });

  it("R22 refuses an absent token with 403", async () => {
    expect(await RawDevice.connect(`${server.platform.deviceGatewayUrl}/v3/?uniqueId=u`)).toBe(403);
  });

  it("R22 refuses a forged token with 403", async () => {
    const { id, token } = await server.createParticipant();
    const forged = await new SignJWT({ a: account.accountId, p: id, v: "v3", exp: 9e9 })
      .setProtectedHeader({ alg: "HS256" })
      .sign(new Uint8Array(32).fill(1));
    expect(await RawDevice.connect(server.urlOf(forged))).toBe(403);
    const [header, payload] = token.split(".");
    expect(await RawDevice.connect(server.urlOf(`${header}.${payload}.AAAA`))).toBe(403);
  });

  it("R22 refuses an expired token with 403, and closes its device with 1000", async () => {
    await server.platform.close();
    server = await startPlatform({ tokenLifetimeMs: 10_000 });
    const { token } = await server.createParticipant();
    const device = await server.open(server.urlOf(token));
    server.clock.advance(10_000);
    expect(await device.closed).toBe(1000);
    expect(await RawDevice.connect(server.urlOf(token))).toBe(403);
  });

  it("R22 refuses the token of a deleted participant with 403", async () => {
    const { id, token } = await server.createParticipant();
    await server.api("DELETE", `/participants/${id}`);
    expect(await RawDevice.connect(server.urlOf(token))).toBe(403);
  });

  it("refuses other paths with 404", async () => {
    const { token } = await server.createParticipant();
    expect(await RawDevice.connect(`${server.platform.deviceGatewayUrl}/v2/?token=${token}`)).toBe(404);
  });

  it("R25 logs no token, whatever happens", async () => {
    const session = await server.createSession();
    const alice = await server.join(session);
    await alice.device.call(1, "offerSdp", offerOf("mic"));
    alice.device.send("{");
    await alice.device.close();
    await RawDevice.connect(server.urlOf(`${alice.token}x`));
    await server.api("DELETE", `/participants/${alice.id}`);
    await RawDevice.connect(server.urlOf(alice.token));
    expect(server.logged.length).toBeGreaterThan(0);
    expect(JSON.stringify(server.logged)).not.toContain(alice.token.split(".")[2]);
  });
});

describe("device gateway: subscriptions and life cycle", () => {
  it("R9 R10 R51 offers all streams to session subscribers, none to others, nobody its own", async () => {
    const session = await server.createSession();
    const alice = await server.join(session);
    const deaf = await server.join(session, {});
    await alice.device.call(1, "offerSdp", offerOf("mic-a"));
    const bob = await server.join(session);
    expect(Object.keys((await bob.device.offer(1)).params?.streamMetadata ?? {})).toEqual(["mic-a"]);
    await bob.device.call(1, "offerSdp", offerOf("mic-b"));
    expect(Object.keys((await alice.device.offer(1)).params?.streamMetadata ?? {})).toEqual(["mic-b"]);
    await deaf.device.call(1, "ping", {});
    expect(deaf.device.frames.some(({ method }) => method === "sdpOffer")).toBe(false);
  });

  it("R15 R16 follows changed subscriptions down to aliases", async () => {
    const session = await server.createSession();
    const alice = await server.join(session);
    const bob = await server.join(session);
    await alice.device.call(1, "offerSdp", offerOf("mic"));
    await bob.device.offer(1);
    await bob.device.call(1, "answerSdp", { sdpAnswer: "v=0" });
    const only = (alias: string) => ({ participants: [{ participantId: alice.id, streamAliases: [alias] }] });
    await server.api("PUT", `${bob.path}/subscriptions`, only("screenshare"));
    expect((await bob.device.offer(2)).params?.streamMetadata).toEqual({});
    await bob.device.call(2, "answerSdp", { sdpAnswer: "v=0" });
    await server.api("PUT", `${bob.path}/subscriptions`, only("usermedia"));
    expect((await bob.device.offer(3)).params?.streamMetadata).toHaveProperty("mic");
  });

  it("R17 stops the streams of a deleted member at its subscribers", async () => {
    const session = await server.createSession();
    const alice = await server.join(session);
    const bob = await server.join(session);
    await alice.device.call(1, "offerSdp", offerOf("mic"));
    await bob.device.offer(1);
    await bob.device.call(1, "answerSdp", { sdpAnswer: "v=0" });
    await server.api("DELETE", `/participants/${alice.id}`);
    expect(await alice.device.closed).toBe(1000);
    expect((await bob.device.offer(2)).params?.streamMetadata).toEqual({});
  });

  it("R56 resumes a lost socket without any frame, with revisions going on", async () => {
    const session = await server.createSession();
    const alice = await server.join(session);
    const bob = await server.join(session);
    await alice.device.call(1, "offerSdp", offerOf("mic"));
    await bob.device.offer(1);
    await bob.device.call(1, "answerSdp", { sdpAnswer: "v=0" });
    bob.device.lose();
    const back = await server.open(server.urlOf(bob.token));
    await back.call(1, "ping", {});
    expect(back.frames).toHaveLength(1);
    await alice.device.call(2, "offerSdp", offerOf("mic", "screen"));
    expect((await back.offer(1)).params?.sdpRevision).toBe(2);
    expect(server.engine.subscribeTransports).toHaveLength(1);
  });

  it("R59 closes with 1000 for good and with 1001 to come back", async () => {
    const session = await server.createSession();
    const alice = await server.join(session);
    const other = await server.join(await server.createSession());
    const replacement = await server.open(server.urlOf(alice.token, "device-2"));
    expect(await alice.device.closed).toBe(1000);
    await server.api("DELETE", `/sessions/${session}`);
    expect(await replacement.closed).toBe(1000);
    await server.platform.close();
    expect(await other.device.closed).toBe(1001);
    expect(server.engine.open).toBe(0);
    expect(server.clock.running).toBe(0);
    server = await startPlatform();
  });
});
