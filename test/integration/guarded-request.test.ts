/** Requests to addresses that customers give: what may be reached, and how much of an answer is read. */
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createPublicLookup } from "../../server-stub/platform/webhooks/address-guard.ts";
import { type GuardedRequest, sendGuarded } from "../../server-stub/platform/webhooks/guarded-request.ts";
import { FakeClock } from "../support/fake-clock.ts";

let server: Server | null = null;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));
  server = null;
});

async function listen(handler: RequestListener) {
  const http = createServer(handler).listen(0, "127.0.0.1");
  server = http;
  await once(http, "listening");
  return new URL(`http://127.0.0.1:${(http.address() as AddressInfo).port}/hook`);
}

function send(url: URL, options: Partial<GuardedRequest> = {}) {
  const clock = new FakeClock();
  const answer = sendGuarded(url, {
    method: "POST",
    headers: {},
    body: "{}",
    timeoutMs: 5_000,
    allowPrivateAddresses: true,
    maxAnswerBytes: 0,
    clock,
    signal: new AbortController().signal,
    ...options,
  });
  return { answer, clock };
}

describe("a request to a customer's address", () => {
  it.each([
    "http://127.0.0.1/",
    "http://127.1/",
    "http://0x7f000001/",
    "http://017700000001/",
    "http://2130706433/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[fe80::1]/",
    "http://[fd00:ec2::254]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.100.100.200/",
    "http://10.0.0.1/",
    "http://192.168.0.1/",
    "http://0.0.0.0/",
    "http://localhost/",
    "http://8.8.8.8@127.0.0.1/",
    "http://user:pass@[::1]/",
  ])("does not go to %s", async (url) => {
    const { answer } = send(new URL(url), { allowPrivateAddresses: false });
    expect(await answer).toEqual({ type: "refused" });
  });

  it("may be allowed to go to one private address and not to others", async () => {
    const url = await listen((_request, response) => response.writeHead(204).end());
    const allowPrivateAddresses = ({ pathname }: URL) => pathname === "/hook";
    expect(await send(url, { allowPrivateAddresses }).answer).toMatchObject({
      type: "answered",
      status: 204,
    });
    expect(await send(new URL("/other", url), { allowPrivateAddresses }).answer).toEqual({ type: "refused" });
  });

  it("gives up on a server that accepts and says nothing", async () => {
    const url = await listen(() => {});
    const { answer, clock } = send(url);
    if (server) await once(server, "request");
    clock.advance(5_000);
    expect(await answer).toEqual({ type: "timed-out" });
    expect(clock.running).toBe(0);
  });

  it("gives up on an answer that drips for longer than it may", async () => {
    const url = await listen((_request, response) => void response.writeHead(200).write("<"));
    const { answer, clock } = send(url, { maxAnswerBytes: 100 });
    if (server) await once(server, "request");
    clock.advance(5_000);
    expect(await answer).toEqual({ type: "timed-out" });
  });

  it("reads no more of an answer than it may, and nothing at all of one that it does not need", async () => {
    const url = await listen((_request, response) => {
      response.on("error", () => {});
      const more = (): void => {
        while (response.write("x".repeat(1_000)) && !response.destroyed);
        response.once("drain", more);
      };
      more();
    });
    expect(await send(url, { maxAnswerBytes: 10_000 }).answer).toEqual({ type: "too-long" });
    expect(await send(url).answer).toEqual({ type: "answered", status: 200, text: "" });
  });

  it("takes a redirect for an answer", async () => {
    let asked = 0;
    const url = await listen((_request, response) => {
      asked += 1;
      response.writeHead(307, { location: "/elsewhere" }).end();
    });
    expect(await send(url).answer).toMatchObject({ type: "answered", status: 307 });
    expect(asked).toBe(1);
  });

  it("is unreachable where nobody listens, or where what answers is not HTTP", async () => {
    const url = await listen((request) => request.socket.end("SSH-2.0-OpenSSH\r\n"));
    expect(await send(url).answer).toEqual({ type: "unreachable" });
    expect(await send(new URL("http://127.0.0.1:1/")).answer).toEqual({ type: "unreachable" });
  });
});

describe("a name's addresses", () => {
  type Address = { address: string; family: 4 | 6 };
  /** A name server of an attacker: another answer each time. */
  function lookup(...answers: Address[][]) {
    let asked = 0;
    const resolve = createPublicLookup((_name, _options, callback) => callback(null, answers[asked++] ?? []));
    const ask = (all: boolean) =>
      new Promise<unknown>((done) =>
        resolve("name.example", { all }, (error, address, family) =>
          done(error ? error.message : [address, family]),
        ),
      );
    return { ask, asked: () => asked };
  }
  const [open, inside]: [Address, Address] = [
    { address: "8.8.8.8", family: 4 },
    { address: "10.0.0.1", family: 4 },
  ];

  it("are looked up once, and what was checked is what is connected to", async () => {
    const rebinding = lookup([open], [inside]);
    expect(await rebinding.ask(false)).toEqual(["8.8.8.8", 4]);
    expect(rebinding.asked()).toBe(1);
    expect(await rebinding.ask(false)).toBe("no public address");
  });

  it("are handed over without the private ones among them", async () => {
    const mapped: Address = { address: "::ffff:10.0.0.1", family: 6 };
    expect(await lookup([inside, mapped, open]).ask(true)).toEqual([[open], undefined]);
    expect(await lookup([inside, mapped]).ask(true)).toBe("no public address");
    expect(await lookup([]).ask(false)).toBe("no public address");
  });
});
