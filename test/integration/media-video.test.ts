import { describe, expect, it } from "vitest";
import {
  addPicture,
  keepsFlowing,
  outbound,
  publish,
  report,
  seen,
  sees,
  soon,
  startEstimate,
  subscribe,
  unrepaired,
  useMediaBench,
  type Client,
} from "./media-bench.ts";

const bench = useMediaBench();

const blue = [51, 102, 204];
const orange = [255, 136, 0];
const green = [20, 160, 60];
const violet = [140, 40, 160];
const screen = { left: green, right: violet, width: 1_280, height: 720, fps: 5, contentHint: "detail" };

/** alice's camera and screen, in two streams. */
async function cameraAndScreen(): Promise<{ alice: Client; bob: Client; camera: string; share: string }> {
  const [alice, bob] = [await bench.client(), await bench.client()];
  await publish(alice);
  const camera = await addPicture(alice, { width: 320, height: 240, fps: 15 });
  const share = await addPicture(alice, screen);
  await publish(alice);
  return { alice, bob, camera, share };
}
const only = ({ producers }: Client, ...msids: string[]) =>
  producers.filter(({ msid }) => msids.includes(msid));
/** Of the first video stream that is received. */
const firstVideo = async (bob: Client) =>
  (await report(bob)).subscribe.inbound.find(({ kind, mid }) => kind === "video" && mid === "1")!;
const size = async (bob: Client, msid: string) => {
  const picture = await seen(bob, msid);
  return picture === undefined ? undefined : [picture.width, picture.height];
};

describe("video with Chromium", () => {
  it("carries camera and screen of one publisher at once, the screen in its full size", async () => {
    const { alice, bob, camera, share } = await cameraAndScreen();
    await subscribe(bob, alice.producers);
    await sees(bob, blue, orange, camera);
    await sees(bob, green, violet, share);
    await expect.poll(() => size(bob, share), soon).toEqual([1_280, 720]);
  });

  it("adds and removes the screen without a gap in the camera, and shows it again", async () => {
    const { alice, bob, camera, share } = await cameraAndScreen();
    await subscribe(bob, only(alice, camera));
    await sees(bob, blue, orange, camera);
    await subscribe(bob, only(alice, camera, share));
    await sees(bob, green, violet, share);
    await subscribe(bob, only(alice, camera));
    const before = (await firstVideo(bob)).frames;
    await expect.poll(async () => (await firstVideo(bob)).frames, soon).toBeGreaterThan(before + 10);
    await subscribe(bob, only(alice, camera, share));
    await sees(bob, green, violet, share);
    await expect.poll(async () => unrepaired(await firstVideo(bob)), soon).toBeLessThanOrEqual(0);
  });

  it("shows another source of another size on the same track, without negotiation", async () => {
    const { alice, bob, share } = await cameraAndScreen();
    await subscribe(bob, only(alice, share));
    await sees(bob, green, violet, share);
    const other = { ...screen, left: orange, right: blue, width: 960, height: 600 };
    await alice.page.evaluate(([msid, picture]) => window.peer.replacePicture(msid, picture), [
      share,
      other,
    ] as const);
    await sees(bob, orange, blue, share);
    await expect.poll(() => size(bob, share), soon).toEqual([960, 600]);
  });

  it.each(["VP8", "VP9", "H264", "AV1"])("carries %s", async (codec) => {
    const [alice, bob] = [await bench.client(), await bench.client()];
    await publish(alice);
    await addPicture(alice, { width: 320, height: 240, fps: 10, codec });
    await publish(alice);
    await subscribe(bob, alice.producers);
    await sees(bob, blue, orange);
    expect((await outbound(alice, "video"))?.codec).toBe(`video/${codec}`);
  });

  it("asks alice for a key frame when others subscribe, and shows them the picture", async () => {
    const { alice, bob } = await bench.aliceToBob("picture");
    await keepsFlowing(bob, "video");
    const before = (await outbound(alice, "video"))!.plis;
    const others = [await bench.client(), await bench.client(), await bench.client()];
    await Promise.all(others.map((other) => subscribe(other, alice.producers)));
    for (const other of others) await sees(other, blue, orange);
    expect((await outbound(alice, "video"))!.plis).toBeGreaterThan(before);
  });

  it("gives alice her bandwidth back after a time of loss", { timeout: 130_000 }, async () => {
    const { alice } = await bench.aliceToBob("picture");
    const bandwidth = async () => (await report(alice)).publish.bandwidth;
    await expect.poll(bandwidth, { timeout: 40_000 }).toBeGreaterThan(startEstimate);
    bench.lose({ of: "media", every: 4 });
    await expect.poll(bandwidth, { timeout: 40_000 }).toBeLessThan(startEstimate / 2);
    bench.lose(undefined);
    await expect.poll(bandwidth, { timeout: 40_000 }).toBeGreaterThan(startEstimate);
  });
});
