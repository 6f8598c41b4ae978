import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { RTCSctpTransport, type RTCDtlsTransport } from "werift";
import { codecs } from "../../server-stub/media/codecs.ts";
import { frame, FrameReader, maxFrameBytes } from "../../server-stub/media/length-frames.ts";
import { planAnswer, writeAnswer } from "../../server-stub/media/publish-negotiation.ts";
import { PublishedTrack } from "../../server-stub/media/published-track.ts";
import { PublishFeedback } from "../../server-stub/media/publish-feedback.ts";
import {
  buildCname,
  buildNack,
  buildPli,
  buildReceiverReport,
  buildSenderReport,
} from "../../server-stub/media/rtcp-build.ts";
import { parseRtcp } from "../../server-stub/media/rtcp-packet.ts";
import { RtpIngress } from "../../server-stub/media/rtp-ingress.ts";
import { buildExtensionBlock } from "../../server-stub/media/rtp-extensions.ts";
import { buildRtpHeader, parseRtpHeader } from "../../server-stub/media/rtp-packet.ts";
import { SctpSession } from "../../server-stub/media/sctp-session.ts";
import { parseSdp } from "../../server-stub/media/sdp-session.ts";
import { createMediaEngine } from "../../server-stub/media/werift-engine.ts";
import { createControlApi } from "../../server-stub/platform/control-api/control-api.ts";
import { createDeviceTokens } from "../../server-stub/platform/device-token.ts";
import { Registry } from "../../server-stub/platform/registry/registry.ts";
import { deviceFixture } from "../support/device-fixture.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { mutateBytes, mutateText } from "../support/mutate.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { offer } from "../support/sdp-offer.ts";
import { bindingRequest } from "../support/stun-request.ts";

/** What a stranger or a hostile client can send, damaged 100,000 times: nothing may throw, hang or pile up. */
const times = 100_000;
/** The same at each run; one that found something stays in the list. */
const seeds = [1, 2, 3, 4];
const minutes = 10 * 60_000;

const each = function* (seed: number): Generator<() => number> {
  const random = seededRandom(seed);
  for (let count = 0; count < times / seeds.length; count += 1) yield random;
};
const pick = <T>(random: () => number, list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

describe.each(seeds)("damaged input, seed %i", { timeout: minutes }, (seed) => {
  it("of HTTP gets an answer that the API documents", async () => {
    const clock = new FakeClock();
    const registry = new Registry({ clock, lifetimeMs: 32_400_000, maxMembers: 20 });
    const account = { accountId: "9900000", username: "u", password: "p" };
    const tokens = createDeviceTokens({
      accountId: account.accountId,
      secret: randomBytes(32),
      lifetimeMs: 32_400_000,
      clock,
    });
    const errors: unknown[] = [];
    const log = (level: string, message: string, data?: unknown): void => {
      if (level === "error") errors.push([message, data]);
    };
    const app = createControlApi({ account, registry, tokens, log, tagLength: 50 });
    const session = registry.createSession("daily").id;
    const { id } = registry.createParticipant({ publishPermissions: ["AUDIO"] });
    registry.addMember(session, id, { sessionId: session });
    const base = `/v1/accounts/${account.accountId}`;
    const requests = [
      [
        "POST",
        `${base}/participants`,
        {
          publishPermissions: ["AUDIO", "VIDEO"],
          tag: "a",
          callbackUrl: "http://a.example/b",
          deviceApiVersion: "V3",
        },
      ],
      ["POST", `${base}/sessions`, { tag: "daily" }],
      ["PUT", `${base}/sessions/${session}/participants/${id}`, { sessionId: session }],
      [
        "PUT",
        `${base}/sessions/${session}/participants/${id}/subscriptions`,
        { sessionId: session, participants: [{ participantId: id, streamAliases: ["camera"] }] },
      ],
    ] as const;
    const authorization = `Basic ${Buffer.from("u:p").toString("base64")}`;
    for (const random of each(seed)) {
      const [method, url, body] = pick(random, requests);
      const isPath = random() < 0.1;
      const answer = await app.inject({
        method,
        url: isPath ? pathOf(mutateText(random, url)) : url,
        headers: {
          authorization:
            random() < 0.05 ? mutateText(random, authorization).replace(/[^\x20-\x7e]/g, "") : authorization,
          "content-type":
            random() < 0.05
              ? mutateText(random, "application/json").replace(/[^\x20-\x7e]/g, "")
              : "application/json",
        },
        payload: isPath ? JSON.stringify(body) : mutateText(random, JSON.stringify(body)),
      });
      expect([200, 204, 400, 401, 403, 404, 409]).toContain(answer.statusCode);
    }
    expect(errors).toEqual([]);
    await app.close();
    registry.close();
  });

  it("of JSON-RPC is answered once or not at all, and never as a failure of ours", async () => {
    const fixture = deviceFixture();
    const frames = [
      { id: 1, method: "setMediaPreferences", params: { protocol: "WEBRTC" } },
      {
        id: "x",
        method: "offerSdp",
        params: {
          sdpOffer: offer(),
          mediaMetadata: {
            mediaStreams: { voice: { alias: "usermedia" } },
            dataChannels: {
              __heartbeat__: { label: "__heartbeat__", streamId: 0 },
              "chat-2": { label: "chat", streamId: 2 },
            },
          },
        },
      },
      { id: 3, method: "answerSdp", params: { sdpAnswer: offer() } },
      { method: "deviceDiagnostics", params: { a: [1, { b: null }] } },
      { id: null, method: "ping", params: {} },
      { method: "leave" },
    ].map((frame) => JSON.stringify({ jsonrpc: "2.0", ...frame }));
    let device = fixture.connect(fixture.join("a"));
    let count = 0;
    for (const random of each(seed)) {
      if ((count += 1) % 250 === 0 || device.socket.ended !== null) {
        device.connection.closed();
        device = fixture.connect(fixture.join("a"), `device-${String(count)}`);
      }
      const before = device.socket.sent.length;
      await device.connection.receive(mutateText(random, pick(random, frames)));
      const replies = device.socket.sent.slice(before).filter(({ method }) => method === undefined);
      expect(replies.length).toBeLessThanOrEqual(1);
      expect(replies[0]?.error?.code).not.toBe(-32603);
    }
  });

  it("of SDP is an answer or a refusal", () => {
    const permitted = new Set(["audio", "video"] as const);
    const local = {
      ufrag: "abcd",
      pwd: "x".repeat(22),
      fingerprint: "AB:CD",
      candidates: [{ transport: "udp", address: "127.0.0.1", port: 4_000 }],
    } as const;
    let read = 0;
    for (const random of each(seed)) {
      const parsed = parseSdp(mutateText(random, offer()));
      if (!parsed.ok) continue;
      const announced = new Set(["voice", "picture"]);
      const plan = planAnswer(parsed.value, { sdp: "", announced, permitted });
      if (plan.ok) read += writeAnswer(plan.value, local, { id: "1", version: 1 }).length > 0 ? 1 : 0;
    }
    expect(read).toBeGreaterThan(1_000);
  });

  it("of RTP and RTCP, as of a client that has the keys, is taken or dropped", () => {
    const codec = codecs.find(({ id }) => id === "vp8")!;
    const agreed = { codec, payloadType: 96, rtxPayloadType: undefined, feedback: ["nack", "nack pli"] };
    const track = new PublishedTrack("video", "picture", "alice");
    const ingress = new RtpIngress();
    ingress.configure([
      { mid: "1", track, codecs: [agreed], extensions: [], ssrcs: [5], rtxSsrcs: new Map([[6, 5]]) },
    ]);
    const sent: Buffer[] = [];
    const feedback = new PublishFeedback(ingress, { ssrc: 9, cname: "c" }, (packet) => sent.push(packet));
    const block = buildExtensionBlock([{ id: 1, data: Buffer.from("1") }]);
    const fields = { marker: true, payloadType: 96, timestamp: 90_000, ssrc: 5 };
    const reports = Buffer.concat([
      buildSenderReport({
        ssrc: 5,
        ntpSeconds: 1,
        ntpFraction: 2,
        rtpTimestamp: 3,
        packetCount: 4,
        octetCount: 5,
      }),
      buildReceiverReport(5, []),
      buildCname(5, "alice"),
      buildNack(5, 9, [1, 2, 40]),
      buildPli(5, 9),
    ]);
    let sequence = 0;
    let taken = 0;
    for (const random of each(seed)) {
      sequence = (sequence + 1) & 0xffff;
      const good = Buffer.concat([buildRtpHeader({ ...fields, sequence }, block), randomBytes(40)]);
      const packet = mutateBytes(random, good);
      const header = parseRtpHeader(packet);
      if (header !== undefined) {
        taken += ingress.receive(header, packet, packet.subarray(header.headerBytes), sequence * 10) ? 1 : 0;
      }
      parseRtcp(mutateBytes(random, reports));
      if (sequence % 50 === 0) feedback.tick(sequence * 10);
      sent.length = 0;
    }
    expect(taken).toBeGreaterThan(1_000);
    expect([...ingress.streams].length).toBeLessThanOrEqual(8);
  });

  it("of frames behind their length, cut anywhere, comes out as datagrams or ends the connection", () => {
    for (const random of each(seed)) {
      const frames = [Buffer.alloc(100, 1), Buffer.alloc(1_200, 0x80), Buffer.alloc(1)].map(frame);
      const stream = mutateBytes(random, Buffer.concat(frames));
      const reader = new FrameReader();
      let taken = 0;
      for (let at = 0; at < stream.length;) {
        const end = at + 1 + Math.floor(random() * 900);
        const datagrams = reader.push(stream.subarray(at, end));
        if (datagrams === undefined) break;
        for (const { length } of datagrams) {
          expect(length).toBeGreaterThan(0);
          expect(length).toBeLessThanOrEqual(maxFrameBytes);
          taken += length;
        }
        at = end;
      }
      expect(taken).toBeLessThanOrEqual(stream.length);
    }
  });

  it("of STUN, DTLS and SRTP, as of a stranger or of the client, leaves the port answering", async () => {
    const engine = createMediaEngine({ listenAddress: "127.0.0.1", log: () => undefined });
    const transport = await engine.createPublishTransport();
    const answer = await transport.negotiate({
      sdp: offer(),
      announced: new Set(["voice", "picture"]),
      permitted: new Set(["audio", "video"]),
    });
    if (!answer.ok) throw new Error(answer.error.code);
    const line = (name: string): string => new RegExp(`a=${name}:(.*)`).exec(answer.value.sdp)![1]!.trim();
    const port = Number(line("candidate").split(" ")[5]);
    const credentials = { username: `${line("ice-ufrag")}:efgh`, password: line("ice-pwd") };
    const socket = createSocket("udp4");
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    const good = [
      bindingRequest(randomBytes(12), credentials),
      bindingRequest(randomBytes(12), { ...credentials, password: "wrong" }),
      // DTLS: a ServerHello without its fragment's end, application data, an alert (RFC 6347 section 4.1).
      Buffer.from(
        `16fefd0000000000000000002e02000022000000000000002${"2fefd".padEnd(60, "0")}`.slice(0, 118),
        "hex",
      ),
      Buffer.concat([Buffer.from("17fefd00010000000000010020", "hex"), randomBytes(32)]),
      Buffer.from("15fefd00000000000000010002022f", "hex"),
      Buffer.concat([
        buildRtpHeader(
          { marker: true, payloadType: 96, sequence: 1, timestamp: 2, ssrc: 2001 },
          Buffer.alloc(0),
        ),
        randomBytes(60),
      ]),
    ];
    for (const random of each(seed)) {
      const datagram = mutateBytes(random, pick(random, good));
      // One after the other: what the socket's buffer cannot take is no test.
      await new Promise<void>((sent) => socket.send(datagram, port, "127.0.0.1", () => setImmediate(sent)));
    }
    const transactionId = randomBytes(12);
    const isAnswer = (datagram: Buffer): boolean =>
      datagram.readUInt16BE(0) === 0x0101 && datagram.subarray(8, 20).equals(transactionId);
    const answered = new Promise<void>((resolve) =>
      socket.on("message", (datagram) => datagram.length >= 20 && isAnswer(datagram) && resolve()),
    );
    const again = setInterval(
      () => socket.send(bindingRequest(transactionId, credentials), port, "127.0.0.1"),
      200,
    );
    await answered;
    clearInterval(again);
    expect(engine.stats().packetsDropped).toBeGreaterThan(1_000);
    socket.close();
    await engine.close();
  });

  it("of SCTP, as of a client that has the keys, ends an association at worst", async () => {
    const captured: Buffer[] = [];
    let session = await associate(captured);
    for (const text of ["one", "two", "x".repeat(3_000)]) {
      await session.client.sctp.send(2, 51, Buffer.from(text), { ordered: true });
    }
    await expect.poll(() => session.messages.count).toBe(3);
    const seedsOfWire = [...captured];
    const heapBefore = process.memoryUsage().heapUsed;
    let count = 0;
    for (const random of each(seed)) {
      const damaged = mutateBytes(random, pick(random, seedsOfWire));
      // What is not SCTP at all is refused by a rejection, and nothing comes of it.
      await session.server.receive(withChecksum(damaged)).catch(() => undefined);
      if ((count += 1) % 5_000 !== 0) continue;
      await session.close();
      session = await associate([]);
    }
    await session.close();
    expect(process.memoryUsage().heapUsed - heapBefore).toBeLessThan(200e6);
  });
});

/** Whatever a client can put into a request line, but for what the injector itself would read as another host. */
const pathOf = (text: string): string =>
  `/v1/${text.replace(/[^\x21-\x7e]/g, "%").slice(0, 8_000)}`.replace(/\/{2,}|\\/g, "/");

/** werift's plain association as the client, whose packets are kept, and ours as the server. */
async function associate(captured: Buffer[]) {
  const messages = { count: 0 };
  const transport = new RTCSctpTransport(5000);
  const dtlsOf = (sendData: (data: Buffer) => Promise<void>) =>
    ({
      id: "client",
      iceTransport: { role: "controlling" },
      onStateChange: { subscribe: () => ({ unSubscribe: () => undefined }) },
      dataReceiver: (): void => undefined,
      sendData,
    }) as unknown as RTCDtlsTransport;
  transport.setDtlsTransport(
    dtlsOf((data) => {
      captured.push(Buffer.from(data));
      setImmediate(() => void server.receive(data).catch(() => undefined));
      return Promise.resolve();
    }),
  );
  const server = new SctpSession(
    (data) => {
      setImmediate(
        () =>
          void (transport.sctp as unknown as { handleData(data: Buffer): Promise<void> })
            .handleData(data)
            .catch(() => undefined),
      );
      return Promise.resolve();
    },
    { message: () => (messages.count += 1), reset: () => undefined, writable: () => undefined },
  );
  await server.start(5000);
  await transport.start(5000);
  await expect.poll(() => server.established && transport.sctp.state === "connected").toBe(true);
  return {
    server,
    client: transport,
    messages,
    close: async () => {
      await server.close();
      await transport.sctp.stop();
    },
  };
}

/** CRC32c over the packet with a zero checksum, little endian (RFC 9260 appendix A): damage behind it gets through. */
function withChecksum(packet: Buffer): Buffer {
  if (packet.length < 12) return packet;
  const copy = Buffer.from(packet);
  copy.writeUInt32LE(0, 8);
  let crc = 0xffffffff;
  for (const byte of copy) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  copy.writeUInt32LE((crc ^ 0xffffffff) >>> 0, 8);
  return copy;
}
