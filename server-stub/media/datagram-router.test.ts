import { randomBytes } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { bindingRequest } from "../../test/support/stun-request.ts";
import { DatagramRouter, type Membership } from "./datagram-router.ts";
import type { Base, RemoteAddress } from "./media-path.ts";

const base: Base = { transport: "udp", address: "127.0.0.1", port: 5_000, send: () => undefined };
const other: Base = { ...base, transport: "tcp" };
const remote = (port: number, at = base): RemoteAddress => ({ base: at, address: "192.0.2.1", port });
const media = Buffer.alloc(40, 0x80);

let router: DatagramRouter;
let dropped: number;
let arrive: ReturnType<DatagramRouter["attach"]>;
beforeEach(() => {
  dropped = 0;
  router = new DatagramRouter(() => (dropped += 1));
  arrive = router.attach(base);
});

interface Joined extends Membership {
  readonly got: Buffer[];
}
function join(): Joined {
  const got: Buffer[] = [];
  return { ...router.join((data) => got.push(data)), got };
}
const check = (ufrag: string): Buffer =>
  bindingRequest(randomBytes(12), { username: `${ufrag}:theirs`, password: "x".repeat(24) });
/** A success response to a request. */
function answerTo(request: Buffer): Buffer {
  const answer = Buffer.from(request);
  answer.writeUInt16BE(0x0101, 0);
  return answer;
}
const from = (data: Buffer, { address, port } = remote(1)): void => arrive(data, address, port);

describe("datagram router", () => {
  it("gives a check to the transport whose user name it carries, wherever it comes from", () => {
    const [alice, bob] = [join(), join()];
    const [toAlice, toBob] = [check(alice.claimUfrag()), check(bob.claimUfrag())];
    from(toBob);
    from(toAlice);
    expect([alice.got, bob.got, dropped]).toEqual([[toAlice], [toBob], 0]);
  });

  it("gives an answer to the transport that has asked", () => {
    const [alice, bob] = [join(), join()];
    const request = check("theirs");
    bob.sending(request);
    from(answerTo(request));
    from(answerTo(check("theirs")));
    expect([alice.got, bob.got.length, dropped]).toEqual([[], 1, 1]);
  });

  it("gives media to the transport that has validated its address, and else to nobody", () => {
    const alice = join();
    from(media);
    alice.admit(remote(1));
    from(media);
    from(media, remote(2));
    arrive(media, "192.0.2.2", 1);
    expect([alice.got.length, dropped]).toEqual([1, 3]);
  });

  it("keeps what comes over TCP apart from UDP of the same address and port", () => {
    const overTcp = router.attach(other);
    const [alice, bob] = [join(), join()];
    alice.admit(remote(1));
    bob.admit(remote(1, other));
    overTcp(media, "192.0.2.1", 1);
    from(media);
    expect([alice.got.length, bob.got.length]).toEqual([1, 1]);
  });

  it("moves an address to whoever has validated it last, and does not take it away when the former leaves", () => {
    const [alice, bob] = [join(), join()];
    alice.admit(remote(1));
    bob.admit(remote(1));
    alice.leave();
    from(media);
    expect([alice.got.length, bob.got.length]).toEqual([0, 1]);
  });

  it("does not move an address for a check or an answer by itself", () => {
    const [alice, mallory] = [join(), join()];
    alice.admit(remote(1));
    const request = check("theirs");
    mallory.sending(request);
    from(check(mallory.claimUfrag()));
    from(answerTo(request));
    from(media);
    expect([alice.got.length, mallory.got.length]).toEqual([1, 2]);
  });

  it("remembers nothing of a transport that has left, also when it is told of a late answer", () => {
    const alice = join();
    alice.claimUfrag();
    alice.sending(check("theirs"));
    alice.admit(remote(1));
    expect(router.size).toEqual({ ufrags: 1, transactions: 1, remotes: 1 });
    alice.leave();
    alice.admit(remote(2));
    alice.sending(check("theirs"));
    expect(router.size).toEqual({ ufrags: 0, transactions: 0, remotes: 0 });
  });

  it("forgets the addresses of a socket that is gone, and an address that is told to be", () => {
    const alice = join();
    alice.admit(remote(1));
    alice.admit(remote(2));
    router.forget(remote(1));
    expect(router.size.remotes).toBe(1);
    router.detach(base);
    alice.admit(remote(3));
    expect(router.size.remotes).toBe(0);
    alice.leave();
  });

  it("is not made to remember more by strangers, however much they send", () => {
    const alice = join();
    alice.claimUfrag();
    const before = router.size;
    for (let port = 1; port <= 20_000; port += 1) {
      from(port % 2 === 0 ? check(`stranger${String(port)}`) : randomBytes(60), remote(port));
    }
    expect([router.size, alice.got, dropped]).toEqual([before, [], 20_000]);
  });

  it("bounds what one transport can make it remember, and keeps the newest", () => {
    const alice = join();
    let ufrag = "";
    for (let count = 1; count <= 1_000; count += 1) {
      ufrag = alice.claimUfrag();
      alice.sending(check("theirs"));
      alice.admit(remote(count));
    }
    expect(router.size).toEqual({ ufrags: 4, transactions: 128, remotes: 16 });
    from(check(ufrag));
    from(media, remote(1_000));
    expect(alice.got).toHaveLength(2);
  });

  it("drops what only looks like STUN", () => {
    const alice = join();
    const good = check(alice.claimUfrag());
    const cookieless = Buffer.from(good);
    cookieless.writeUInt32BE(0, 4);
    const lying = Buffer.from(good);
    // The length of USERNAME, the first attribute, goes beyond the message.
    lying.writeUInt16BE(0xffff, 22);
    const nameless = bindingRequest(randomBytes(12), { username: "", password: "x" });
    const bad = [good.subarray(0, 19), good.subarray(0, -1), Buffer.from([0]), cookieless, lying, nameless];
    for (const datagram of bad) from(datagram);
    from(Buffer.alloc(0));
    expect([alice.got, dropped]).toEqual([[], bad.length]);
  });
});
