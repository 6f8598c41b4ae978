/**
 * Synthetic publishers or subscribers: libdatachannel's ICE, DTLS and SRTP, and payloads that carry the time at which they
 * were sent, on the clock that all processes of a machine share.
 */
import nodeDataChannel, { type PeerConnection, type Track } from "node-datachannel";
import { answerParent, text } from "./answering.ts";
import { Listener } from "./listener.ts";
import { StreamSource } from "./stream-source.ts";

const payloadType = 96;
const tickMs = 2;
const patienceMs = 15_000;

interface Peer {
  readonly target: string;
  readonly connection: PeerConnection;
  readonly tracks: Track[];
}

const peers: Peer[] = [];
const sources: { readonly target: string; readonly source: StreamSource }[] = [];
const listeners: { readonly target: string; readonly listener: Listener }[] = [];

function open(target: string): Peer {
  const connection = new nodeDataChannel.PeerConnection(`${target} ${peers.length}`, {
    iceServers: [],
    bindAddress: "127.0.0.1",
    disableAutoNegotiation: true,
    forceMediaTransport: true,
  });
  const peer = { target, connection, tracks: [] };
  peers.push(peer);
  return peer;
}

/** With all candidates in it. */
async function localDescription({ connection }: Peer): Promise<string> {
  if (connection.gatheringState() !== "complete") {
    await new Promise<void>((resolve) =>
      connection.onGatheringStateChange((state) => state === "complete" && resolve()),
    );
  }
  return connection.localDescription()?.sdp ?? "";
}

/** libdatachannel refuses candidates until its ICE transport stands, which takes a moment on a busy core. */
async function describe({ connection }: Peer, sdp: string, type: "offer" | "answer"): Promise<void> {
  const lines = sdp.split(/\r?\n/);
  const isCandidate = (line: string): boolean => /^a=(candidate:|end-of-candidates)/.test(line);
  connection.setRemoteDescription(lines.filter((line) => !isCandidate(line)).join("\r\n"), type);
  if (type === "offer") connection.setLocalDescription("answer");
  const mid = lines.find((line) => line.startsWith("a=mid:"))?.slice("a=mid:".length) ?? "0";
  for (const candidate of lines.filter((line) => line.startsWith("a=candidate:"))) {
    let refusal = "";
    await until(
      () => {
        try {
          connection.addRemoteCandidate(candidate, mid);
          return true;
        } catch (cause) {
          refusal = String(cause);
          return false;
        }
      },
      () => `libdatachannel takes a candidate (${connection.state()}): ${refusal}`,
    );
  }
}

async function until(condition: () => boolean, what: () => string): Promise<void> {
  const giveUpMs = performance.now() + patienceMs;
  while (!condition()) {
    if (performance.now() > giveUpMs) throw new Error(`did not happen in time: ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

let sending: string | undefined;
setInterval(() => {
  const nowMs = performance.now();
  for (const { target, source } of sources) if (target === sending) source.sendUntil(nowMs);
}, tickMs);

const listenersOf = (target: unknown): Listener[] =>
  listeners.filter((one) => one.target === target).map(({ listener }) => listener);

answerParent({
  offer: async ({ target, msid }) => {
    const peer = open(text(target));
    const ssrc = 1 + Math.floor(Math.random() * 0xffff_fffe);
    const video = new nodeDataChannel.Video("0", "SendOnly");
    video.addVP8Codec(payloadType);
    video.addSSRC(ssrc, "load", text(msid), "video");
    const track = peer.connection.addTrack(video);
    // Without a listener what it receives is kept.
    track.onMessage(() => undefined);
    peer.tracks.push(track);
    sources.push({ target: peer.target, source: new StreamSource(track, ssrc, payloadType) });
    peer.connection.setLocalDescription("offer");
    return { peer: peers.indexOf(peer), sdp: await localDescription(peer) };
  },
  accept: async ({ peer, sdp }) => {
    const offered = peers[Number(peer)];
    if (offered !== undefined) await describe(offered, text(sdp), "answer");
  },
  answer: async ({ target, sdp, listen }) => {
    const peer = open(text(target));
    peer.connection.onTrack((track) => {
      peer.tracks.push(track);
      if (listen !== true) return;
      const listener = new Listener();
      listeners.push({ target: peer.target, listener });
      track.onMessage((packet) => listener.receive(packet));
    });
    await describe(peer, text(sdp), "offer");
    return localDescription(peer);
  },
  connected: ({ target }) => {
    const missing = (): string[] =>
      peers
        .filter((peer) => peer.target === target)
        .map(
          ({ connection, tracks }) =>
            `${connection.state()}, ${tracks.filter((track) => track.isOpen()).length} open of ${tracks.length}`,
        )
        .filter((state) => !/^connected, ([1-9]\d*) open of \1$/.test(state));
    return until(
      () => missing().length === 0,
      () => `${text(target)} connects: ${missing().join("; ")}`,
    );
  },
  /** From now on only the streams to this target; to none when absent. */
  send: ({ target }) => {
    sending = typeof target === "string" ? target : undefined;
    const nowMs = performance.now();
    for (const { source } of sources) source.begin(nowMs);
  },
  listen: ({ target }) => {
    for (const listener of listenersOf(target)) listener.reset();
  },
  heard: ({ target }) => {
    const all = listenersOf(target);
    return {
      tracks: all.length,
      received: all.reduce((sum, { received }) => sum + received, 0),
      lost: all.reduce((sum, { lost }) => sum + lost, 0),
      latenciesMs: all.flatMap(({ latenciesMs }) => latenciesMs),
    };
  },
});
