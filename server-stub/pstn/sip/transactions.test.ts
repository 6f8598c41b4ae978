import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { InviteClientTransaction } from "./invite-client-transaction.ts";
import { InviteServerTransaction } from "./invite-server-transaction.ts";
import type { SipResponse } from "./message.ts";
import { RequestClientTransaction } from "./request-client-transaction.ts";
import { RequestServerTransaction } from "./request-server-transaction.ts";

const response = (status: number): SipResponse => ({
  kind: "response",
  status,
  reason: "",
  headers: [],
  body: "",
});

/** A transaction whose every act is written down with its time. */
function bench(reliable = false) {
  const clock = new FakeClock(0);
  const acts: string[] = [];
  const note = (what: string) => (): void => void acts.push(`${clock.now()} ${what}`);
  const client = {
    clock,
    reliable,
    send: note("send"),
    onResponse: ({ status }: SipResponse) => note(`got ${status}`)(),
    onTimeout: note("timeout"),
    onTransportFailure: note("transport"),
    onTerminated: note("terminated"),
    acknowledge: note("ack"),
  };
  const server = {
    clock,
    reliable,
    send: ({ status }: SipResponse) => note(`send ${status}`)(),
    onUnacknowledged: note("unacknowledged"),
    onTerminated: note("terminated"),
  };
  return { clock, acts, client, server };
}

describe("INVITE client transaction", () => {
  it("sends again after 0.5, 1.5, 3.5 ... s and gives up after 32 s (timers A and B)", () => {
    const { clock, acts, client } = bench();
    new InviteClientTransaction(client).start();
    clock.advance(40_000);
    expect(acts).toEqual([
      ...[0, 500, 1_500, 3_500, 7_500, 15_500, 31_500].map((time) => `${time} send`),
      "32000 terminated",
      "32000 timeout",
    ]);
    expect(clock.running).toBe(0);
  });

  it("sends once over TCP", () => {
    const { clock, acts, client } = bench(true);
    new InviteClientTransaction(client).start();
    clock.advance(31_999);
    expect(acts).toEqual(["0 send"]);
  });

  it("waits without limit after a provisional response", () => {
    const { clock, acts, client } = bench();
    const transaction = new InviteClientTransaction(client);
    transaction.start();
    transaction.receive(response(180));
    clock.advance(300_000);
    expect(acts).toEqual(["0 send", "0 got 180"]);
  });

  it("acknowledges each repetition of a refusal, reports the first, ends after 32 s (timer D)", () => {
    const { clock, acts, client } = bench();
    const transaction = new InviteClientTransaction(client);
    transaction.start();
    clock.advance(100);
    transaction.receive(response(486));
    transaction.receive(response(486));
    transaction.receive(response(200));
    clock.advance(40_000);
    expect(acts).toEqual(["0 send", "100 ack", "100 got 486", "100 ack", "32100 terminated"]);
  });

  it("passes on every 2xx for 32 s (timer M), so that each gets its ACK", () => {
    const { clock, acts, client } = bench();
    const transaction = new InviteClientTransaction(client);
    transaction.start();
    transaction.receive(response(200));
    transaction.receive(response(200));
    transaction.receive(response(486));
    clock.advance(40_000);
    transaction.receive(response(200));
    expect(acts).toEqual(["0 send", "0 got 200", "0 got 200", "32000 terminated"]);
  });

  it("ends when the transport fails", () => {
    const { clock, acts, client } = bench(true);
    const transaction = new InviteClientTransaction(client);
    transaction.start();
    transaction.transportFailed();
    clock.advance(40_000);
    expect(acts).toEqual(["0 send", "0 terminated", "0 transport"]);
  });
});

describe("other client transactions", () => {
  it("send again at up to 4 s and give up after 32 s (timers E and F)", () => {
    const { clock, acts, client } = bench();
    new RequestClientTransaction(client).start();
    clock.advance(40_000);
    expect(acts).toEqual([
      ...[0, 500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500].map(
        (time) => `${time} send`,
      ),
      "32000 terminated",
      "32000 timeout",
    ]);
  });

  it("send each 4 s once there is a provisional response", () => {
    const { clock, acts, client } = bench();
    const transaction = new RequestClientTransaction(client);
    transaction.start();
    transaction.receive(response(100));
    clock.advance(9_000);
    expect(acts).toEqual(["0 send", "0 got 100", "4000 send", "8000 send"]);
  });

  it("swallow repetitions of the final response for 5 s (timer K)", () => {
    const { clock, acts, client } = bench();
    const transaction = new RequestClientTransaction(client);
    transaction.start();
    transaction.receive(response(200));
    transaction.receive(response(200));
    clock.advance(40_000);
    expect(acts).toEqual(["0 send", "0 got 200", "5000 terminated"]);
  });
});

describe("INVITE server transaction", () => {
  it("repeats a refusal until the ACK (timer G), then swallows ACKs for 5 s (timer I)", () => {
    const { clock, acts, server } = bench();
    const transaction = new InviteServerTransaction(server);
    transaction.respond(response(486));
    clock.advance(3_600);
    transaction.receiveAck();
    clock.advance(60_000);
    expect(acts).toEqual([...[0, 500, 1_500, 3_500].map((time) => `${time} send 486`), "8600 terminated"]);
  });

  it("gives up after 32 s without ACK (timer H)", () => {
    const { clock, acts, server } = bench();
    new InviteServerTransaction(server).respond(response(486));
    clock.advance(60_000);
    expect(acts.slice(-2)).toEqual(["32000 terminated", "32000 unacknowledged"]);
    expect(acts.filter((act) => act.endsWith("send 486"))).toHaveLength(11);
  });

  it("answers a repeated INVITE with the last response, and not after a 2xx", () => {
    const { acts, server } = bench();
    const transaction = new InviteServerTransaction(server);
    transaction.receiveRetransmission();
    transaction.respond(response(180));
    transaction.receiveRetransmission();
    expect(transaction.respond(response(200))).toBe(true);
    transaction.receiveRetransmission();
    expect(transaction.respond(response(486))).toBe(false);
    expect(acts).toEqual(["0 send 180", "0 send 180", "0 send 200"]);
  });
});

describe("other server transactions", () => {
  it("repeat the final response to repeated requests for 32 s (timer J)", () => {
    const { clock, acts, server } = bench();
    const transaction = new RequestServerTransaction(server);
    transaction.receiveRetransmission();
    transaction.respond(response(200));
    expect(transaction.respond(response(500))).toBe(false);
    clock.advance(31_999);
    transaction.receiveRetransmission();
    clock.advance(1);
    transaction.receiveRetransmission();
    expect(acts).toEqual(["0 send 200", "31999 send 200", "32000 terminated"]);
  });
});
