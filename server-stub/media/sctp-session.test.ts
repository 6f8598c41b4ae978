import { afterEach, describe, expect, it } from "vitest";
import { RTCSctpTransport, type RTCDtlsTransport } from "werift";
import type { DataMessage } from "./data-message.ts";
import { SctpSession } from "./sctp-session.ts";

/** Reads a member that werift's types hide. */
const member = (owner: object, name: string): unknown => (owner as Record<string, unknown>)[name];
interface Param {
  readonly type: number;
  readonly bytes: Buffer;
}
const text = (words: string): DataMessage => ({ text: true, data: Buffer.from(words) });
const binary = (...bytes: number[]): DataMessage => ({ text: false, data: Buffer.from(bytes) });

let ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(ends.map((end) => end()));
  ends = [];
});

/** werift's plain association as a client, on a wire that can lose what the client sends. */
class Client {
  readonly transport = new RTCSctpTransport(5000);
  readonly received: { streamId: number; protocol: number; data: string }[] = [];
  readonly reset: number[] = [];
  loses = false;

  constructor(toSession: (data: Buffer) => void) {
    const dtls = {
      id: "client",
      iceTransport: { role: "controlling" },
      onStateChange: { subscribe: () => ({ unSubscribe: () => undefined }) },
      dataReceiver: (): void => undefined,
      sendData: (data: Buffer) => {
        if (!this.loses) setImmediate(toSession, data);
        return Promise.resolve();
      },
    };
    this.transport.setDtlsTransport(dtls as unknown as RTCDtlsTransport);
    this.sctp.onReceive.subscribe((streamId, protocol, data) =>
      this.received.push({ streamId, protocol, data: data.toString("latin1") }),
    );
    this.sctp.onReconfigStreams.subscribe((ids) => this.reset.push(...ids));
  }

  get sctp(): RTCSctpTransport["sctp"] {
    return this.transport.sctp;
  }

  async send(streamId: number, protocol: number, data: Buffer): Promise<void> {
    await this.sctp.send(streamId, protocol, data, { ordered: true });
  }

  /** Ends its direction of a stream, as `RTCDataChannel.close()` does. */
  async closeChannel(streamId: number): Promise<void> {
    this.sctp.reconfigQueue.push(streamId);
    await this.sctp.transmitReconfigRequest();
  }
}

async function association() {
  const messages: { streamId: number; message: DataMessage }[] = [];
  const resets: number[] = [];
  let writable = 0;
  const client: Client = new Client((data) => void session.receive(data));
  const session = new SctpSession(
    (data) => {
      setImmediate(() =>
        (member(client.sctp, "handleData") as (data: Buffer) => void).call(client.sctp, data),
      );
      return Promise.resolve();
    },
    {
      message: (streamId, message) => messages.push({ streamId, message }),
      reset: (streamId) => resets.push(streamId),
      writable: () => (writable += 1),
    },
  );
  ends.push(
    () => session.close(),
    () => client.sctp.stop(),
  );
  await session.start(5000);
  await client.transport.start(5000);
  await expect.poll(() => session.established && client.sctp.state === "connected").toBe(true);
  return { session, client, messages, resets, writable: () => writable };
}

describe("SCTP session", () => {
  it("relies on internals that the pinned version has", () => {
    const transport = new RTCSctpTransport(5000);
    expect(member(transport, "datachannelReceive")).toBeTypeOf("function");
    transport.setDtlsTransport({
      id: "dtls",
      onStateChange: { subscribe: () => ({ unSubscribe: () => undefined }) },
    } as unknown as RTCDtlsTransport);
    const { sctp } = transport;
    for (const name of ["handleData", "receiveReconfigParam", "sendReconfigParam", "transmitReconfigRequest"])
      expect(member(sctp, name)).toBeTypeOf("function");
    expect(member(sctp, "inboundStreams")).toEqual({});
    expect(member(sctp, "advertisedRwnd")).toBe(1 << 20);
    expect(member(sctp, "sackMisOrdered")).toEqual(new Set());
    expect(sctp.outboundQueue).toEqual([]);
    expect(sctp.reconfigQueue).toEqual([]);
    expect(sctp.reconfigRequest).toBeUndefined();
    expect(sctp.reconfigRequestSeq).toBeTypeOf("number");
    expect(member(sctp, "timerReconfigFailures")).toBe(0);
  });

  it("reports a malformed packet to the caller instead of leaving a rejection behind", async () => {
    const ignore = (): void => undefined;
    const session = new SctpSession(() => Promise.resolve(), {
      message: ignore,
      reset: ignore,
      writable: ignore,
    });
    await expect(session.receive(Buffer.from("not sctp at all"))).rejects.toThrow();
    expect([session.established, session.hasRoom]).toEqual([false, false]);
    await session.close();
  });

  it("carries text, binary and empty messages both ways, and passes over unknown protocols", async () => {
    const { session, client, messages, writable } = await association();
    await client.send(2, 51, Buffer.from("hé"));
    await client.send(2, 99, Buffer.from("?"));
    await client.send(3, 53, Buffer.from([0, 255]));
    await client.send(2, 56, Buffer.alloc(1));
    await client.send(2, 57, Buffer.alloc(1));
    await expect
      .poll(() => messages)
      .toEqual([
        { streamId: 2, message: text("hé") },
        { streamId: 3, message: binary(0, 255) },
        { streamId: 2, message: text("") },
        { streamId: 2, message: binary() },
      ]);
    const before = writable();
    for (const message of [text("yes"), binary(7), text(""), binary()]) void session.send(9, message);
    await expect
      .poll(() => client.received)
      .toEqual([
        { streamId: 9, protocol: 51, data: "yes" },
        { streamId: 9, protocol: 53, data: "\x07" },
        { streamId: 9, protocol: 56, data: "\0" },
        { streamId: 9, protocol: 57, data: "\0" },
      ]);
    await expect.poll(writable).toBeGreaterThan(before);
  });

  it("closes its direction too when the client closes a channel, and the id can be used anew", async () => {
    const { client, messages, resets } = await association();
    for (const round of ["first", "second"]) {
      await client.send(5, 51, Buffer.from(round));
      await client.closeChannel(5);
      await expect.poll(() => messages.at(-1)?.message).toEqual(text(round));
      // Once for its own request that was performed, once for ours.
      await expect.poll(() => client.reset.length).toBe(round === "first" ? 2 : 4);
    }
    expect(resets).toEqual([5, 5]);
  });

  it("closes a channel without hearing of it again", async () => {
    const { session, client, resets } = await association();
    await client.send(6, 51, Buffer.from("so that it closes its direction too"));
    void session.send(6, text("last words"));
    await session.reset(6);
    // Once for our request, once for its own that we have performed.
    await expect.poll(() => client.reset).toEqual([6, 6]);
    expect(client.received.map(({ data }) => data)).toEqual(["last words"]);
    await client.send(2, 51, Buffer.from("still there"));
    expect(resets).toEqual([]);
  });

  it("asks under another number to close what the client could not close yet", async () => {
    const { session, client } = await association();
    void session.send(6, text("on its way"));
    const answers = new Map<number, number>();
    const sendParam = (member(client.sctp, "sendReconfigParam") as (param: Param) => Promise<void>).bind(
      client.sctp,
    );
    // As dcsctp does: the first request is in progress, and so is every repetition of it.
    (client.sctp as unknown as { sendReconfigParam: typeof sendParam }).sendReconfigParam = (param) => {
      if (param.type !== 16) return sendParam(param);
      const { bytes } = param;
      const sequence = bytes.readUInt32BE(0);
      const result = answers.get(sequence) ?? (answers.size === 0 ? 6 : 1);
      answers.set(sequence, result);
      bytes.writeUInt32BE(result, 4);
      return sendParam({ type: 16, bytes });
    };
    await session.reset(6);
    await expect.poll(() => [...answers.values()], { timeout: 20_000 }).toEqual([6, 1]);
    await session.reset(7);
    await expect.poll(() => [...answers.values()], { timeout: 20_000 }).toEqual([6, 1, 1]);
  });

  it("delivers what was lost before a close, and only then performs it", async () => {
    const { client, messages, resets } = await association();
    await client.send(5, 51, Buffer.from("one"));
    await expect.poll(() => messages.length).toBe(1);
    client.loses = true;
    await client.send(5, 51, Buffer.from("two"));
    client.loses = false;
    await client.closeChannel(5);
    await expect.poll(() => resets, { timeout: 10_000 }).toEqual([5]);
    expect(messages.map(({ message }) => message.data.toString())).toEqual(["one", "two"]);
  });
});
