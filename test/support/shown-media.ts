/** Puts pictures of others into an opened page, through the page's own media half: nothing of it is replaced. */
import type { Page } from "playwright-core";
import type { LinkId } from "../../common/ids.ts";

export interface ShownStream {
  readonly participantId: string;
  readonly alias: "camera" | "screenshare";
  /** Any CSS colour; a screen has text on it too. */
  readonly colour: string;
  readonly text?: string;
  /** Of a screen; a camera has 16:9 anyway. */
  readonly size?: readonly [width: number, height: number];
}

/** Streams from a peer connection of the same page, offered as the service offers them. Once per page. */
export async function showStreams(page: Page, streams: readonly ShownStream[]): Promise<void> {
  await page.evaluate(async (shown) => {
    const paint = ({ colour, text, size = [640, 360] }: ShownStream): MediaStream => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = size;
      const context = canvas.getContext("2d")!;
      const draw = (): void => {
        context.fillStyle = colour;
        context.fillRect(0, 0, canvas.width, canvas.height);
        context.fillStyle = "#202430";
        context.font = "16px sans-serif";
        (text ?? "").split("\n").forEach((line, index) => context.fillText(line, 32, 48 + index * 26));
      };
      draw();
      setInterval(draw, 50);
      return canvas.captureStream(20);
    };
    const pc = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
    pc.createDataChannel("__heartbeat__", { negotiated: true, id: 0 });
    const metadata: Record<
      string,
      { endpointId: string; mediaTypes: ["VIDEO"]; alias: string; participantId: string }
    > = {};
    for (const one of shown) {
      const stream = paint(one);
      pc.addTransceiver(stream.getVideoTracks()[0]!, { direction: "sendonly", streams: [stream] });
      const { alias, participantId } = one;
      metadata[stream.id] = { endpointId: stream.id, mediaTypes: ["VIDEO"], alias, participantId };
    }
    await pc.setLocalDescription();
    while (pc.iceGatheringState !== "complete") {
      await new Promise((resolve) => pc.addEventListener("icegatheringstatechange", resolve, { once: true }));
    }
    const link = 1 as LinkId;
    const sdpOffer = pc.localDescription!.sdp;
    window.fakeHost.command({
      type: "subscribe",
      link,
      revision: 1,
      sdpOffer,
      streams: metadata,
      iceServers: [],
    });
    const answered = (): string | undefined =>
      window.fakeHost.requests
        .filter(({ name }) => name === "media.answer")
        .map(({ input }) => (input as { sdpAnswer: string }).sdpAnswer)
        .at(-1);
    while (answered() === undefined) await new Promise((resolve) => requestAnimationFrame(resolve));
    await pc.setRemoteDescription({ type: "answer", sdp: answered()! });
  }, streams);
  await page.waitForFunction(() => {
    const videos = [...document.querySelectorAll("video")];
    return videos.length > 0 && videos.every((video) => video.videoWidth > 0);
  });
}
