import { describe, expect, it } from "vitest";
import {
  addPicture,
  hears440,
  inbound,
  keepsFlowing,
  outbound,
  publish,
  report,
  sees,
  soon,
  startEstimate,
  subscribe,
  useMediaBench,
} from "./media-bench.ts";

const bench = useMediaBench();

describe("media engine with Chromium", () => {
  it("R35 carries a 440 Hz tone from alice to bob", async () => {
    const { alice, bob } = await bench.aliceToBob("tone");
    expect(alice.producers).toMatchObject([{ kind: "audio" }]);
    await hears440(bob);
    expect([alice.publishing.state, bob.subscribing.state]).toEqual(["connected", "connected"]);
    // Receiver reports with a sender report's time in them are what a round trip is measured with.
    await expect.poll(async () => (await outbound(alice, "audio"))?.roundTripMs, soon).toBeLessThan(500);
    // And the other way: bob's reports answer ours.
    await expect.poll(() => bench.observed().roundTrips.length, soon).toBeGreaterThan(0);
    expect(bench.observed().losses).toContain(0);
  });

  it("R34 R36 answers an offer that has only data channels, and pings both peer connections", async () => {
    const [alice, bob] = [await bench.client(), await bench.client()];
    const heard: string[] = [];
    bob.subscribing.onDiagnostics((text) => heard.push(text));
    await publish(alice);
    await subscribe(bob, []);
    await expect.poll(async () => (await report(alice)).publish.pings, soon).toBeGreaterThan(2);
    await expect.poll(async () => (await report(bob)).subscribe.pings, soon).toBeGreaterThan(2);
    await bob.page.evaluate(() => window.peer.sendDiagnostics("left the room"));
    await expect.poll(() => heard, soon).toEqual(["left the room"]);
  });

  it("connects although the browser's last flight of the handshake is lost twice", async () => {
    bench.lose({ of: "last-flight", first: 2 });
    const alice = await bench.client();
    await publish(alice);
    await expect.poll(() => alice.publishing.state, soon).toBe("connected");
    await expect.poll(async () => (await report(alice)).publish.pings, soon).toBeGreaterThan(0);
  });

  it("carries the picture, and gives alice bandwidth to grow", async () => {
    const { alice, bob } = await bench.aliceToBob("picture");
    await sees(bob, [51, 102, 204], [255, 136, 0]);
    // How far it grows within the time is a matter of the machine; that it grows is a matter of our feedback.
    await expect
      .poll(async () => (await report(alice)).publish.bandwidth, { timeout: 40_000 })
      .toBeGreaterThan(startEstimate);
  });

  it("shows a picture to carol who subscribes late", async () => {
    const { alice, bob } = await bench.aliceToBob("picture");
    await keepsFlowing(bob, "video");
    const carol = await bench.client();
    await subscribe(carol, alice.producers);
    await sees(carol, [51, 102, 204], [255, 136, 0]);
  });

  it("R41 adds a track to a live subscription and removes one without a gap in the other", async () => {
    const { alice, bob } = await bench.aliceToBob("tone");
    await hears440(bob);
    const picture = await addPicture(alice);
    await publish(alice);
    await subscribe(bob, alice.producers);
    await sees(bob, [51, 102, 204], [255, 136, 0]);

    await alice.page.evaluate((msid) => window.peer.unpublish(msid), picture);
    await publish(alice);
    expect(alice.producers.map(({ kind }) => kind)).toEqual(["audio"]);
    const offer = await subscribe(bob, alice.producers);
    expect(offer.sdp).toMatch(/m=video (?!0 )/);
    await keepsFlowing(bob, "audio");
    expect((await inbound(bob, "audio")).lost).toBe(0);

    await addPicture(alice);
    await publish(alice);
    const again = await subscribe(bob, alice.producers);
    expect(again.sdp.match(/m=video/g)).toHaveLength(1);
    await keepsFlowing(bob, "video");
  });

  it("R42 R53 survives an ICE restart by alice and one by the engine towards bob", async () => {
    const { alice, bob } = await bench.aliceToBob("tone", "picture");
    await keepsFlowing(bob, "video");
    await publish(alice, true);
    await keepsFlowing(bob, "video");
    await keepsFlowing(bob, "audio");

    const credentials = ({ sdp }: { sdp: string }): string | undefined => /a=ice-ufrag:(\S+)/.exec(sdp)?.[1];
    const before = credentials(await subscribe(bob, alice.producers));
    const after = credentials(await subscribe(bob, alice.producers, true));
    expect(after).not.toBe(before);
    await keepsFlowing(bob, "video");
    await keepsFlowing(bob, "audio");
    const { publish: published } = await report(alice);
    expect([published.state, (await report(bob)).subscribe.state]).toEqual(["connected", "connected"]);
    const pings = (await report(bob)).subscribe.pings;
    await expect.poll(async () => (await report(bob)).subscribe.pings, soon).toBeGreaterThan(pings);
  });

  it("repairs 5 % loss by retransmission so that the picture keeps moving", async () => {
    const { alice, bob } = await bench.aliceToBob("picture");
    await keepsFlowing(bob, "video");
    bench.lose({ of: "media", every: 20 });
    await expect.poll(async () => (await outbound(alice, "video"))?.nacks ?? 0, soon).toBeGreaterThan(3);
    await keepsFlowing(bob, "video");
    await keepsFlowing(bob, "video");
    await sees(bob, [51, 102, 204], [255, 136, 0]);
  });

  it("leaves nothing open after close", async () => {
    const { bob } = await bench.aliceToBob("tone");
    await hears440(bob);
    const sockets = (): number =>
      process.getActiveResourcesInfo().filter((resource) => resource === "UDPWrap").length;
    expect(sockets()).toBe(1);
    await bench.engine().close();
    // Node takes a closed socket off its list a moment later.
    await expect.poll(sockets, soon).toBe(0);
    expect(bench.engine().stats().transports).toBe(0);
  });
});
