import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MediaEngineOptions } from "../../server-stub/media/media-engine.ts";
import { createMediaEngine } from "../../server-stub/media/werift-engine.ts";
import { turnCredentials } from "../../server-stub/token-server/turn-credentials.ts";
import { startCoturn, type TurnServerProcess } from "../support/coturn.ts";
import {
  hears440,
  keepsFlowing,
  publish,
  report,
  sees,
  soon,
  subscribe,
  useMediaBenchOf,
  type Client,
} from "./media-bench.ts";

const paths = async (alice: Client, bob: Client): Promise<string[]> => [
  (await report(alice)).publish.path,
  (await report(bob)).subscribe.path,
];

const withTcp = (options: MediaEngineOptions) => createMediaEngine({ ...options, tcpPort: 0 });
/** A description without our candidates of UDP. */
const onlyTcp = (sdp: string): Promise<string> =>
  Promise.resolve(sdp.replaceAll(/a=candidate:\d+ 1 udp .*\r\n/g, ""));

describe("a client whose network lets no UDP through", () => {
  const bench = useMediaBenchOf(withTcp, { through: { publishing: onlyTcp, subscribing: onlyTcp } });

  it("hears and sees over TCP, before and after a restart of ICE", async () => {
    const { alice, bob } = await bench.aliceToBob("tone", "picture");
    await hears440(bob);
    await sees(bob, [51, 102, 204], [255, 136, 0]);
    expect(await paths(alice, bob)).toEqual(["tcp prflx", "tcp prflx"]);
    await publish(alice, true);
    await subscribe(bob, alice.producers, true);
    await keepsFlowing(bob, "audio");
    await keepsFlowing(bob, "video");
  });
});

describe("a client that can choose", () => {
  const bench = useMediaBenchOf(withTcp);

  it("takes UDP", async () => {
    const { alice, bob } = await bench.aliceToBob("tone");
    await hears440(bob);
    await expect
      .poll(async () => (await paths(alice, bob)).map((path) => path.split(" ")[0]), soon)
      .toEqual(["udp", "udp"]);
    await keepsFlowing(bob, "audio");
  });
});

describe("an engine with a range of ports", () => {
  const bench = useMediaBenchOf((options) =>
    createMediaEngine({ ...options, portRange: { min: 20_000, max: 30_000 } }),
  );

  it("carries tone and picture, each peer connection on a port of its own", async () => {
    const { bob } = await bench.aliceToBob("tone", "picture");
    await hears440(bob);
    await sees(bob, [51, 102, 204], [255, 136, 0]);
    const sockets = process.getActiveResourcesInfo().filter((resource) => resource === "UDPWrap");
    expect(sockets).toHaveLength(4);
  });
});

describe("a client that may only use a TURN server", () => {
  const secret = "a secret that coturn shares with us";
  let turn: TurnServerProcess;
  beforeAll(async () => {
    turn = await startCoturn(secret);
  });
  afterAll(() => turn.close());
  const bench = useMediaBenchOf(createMediaEngine, {
    rtc: () => {
      const server = turnCredentials({ urls: [turn.url], secret }, { id: "alice", nowMs: Date.now() });
      const iceServer = {
        urls: [...server.urls],
        username: server.username ?? "",
        credential: server.credential ?? "",
      };
      return { iceServers: [iceServer], iceTransportPolicy: "relay" };
    },
  });

  it("hears a tone through it, with credentials made from the secret", async () => {
    const { alice, bob } = await bench.aliceToBob("tone");
    await hears440(bob);
    expect(await paths(alice, bob)).toEqual(["udp relay", "udp relay"]);
  });
});
