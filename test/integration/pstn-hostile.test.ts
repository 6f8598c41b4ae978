import { createSocket, type Socket } from "node:dgram";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { ComposedPhoneNetwork } from "../../server-stub/pstn/create-phone-network.ts";
import { freePorts } from "../support/free-ports.ts";
import type { PhoneCause } from "../../server-stub/pstn/phone-network.ts";
import { answered, ended, openTrunkNetwork } from "../support/phone-bench.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { mutate, seeds } from "../support/sip-mutations.ts";
import { Sipp } from "../support/sipp.ts";
import * as scenarios from "../support/sipp-scenarios.ts";
import { UdpRelays } from "../support/udp-relay.ts";

/** What the network and strangers do to the trunk. */

const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of cleanUp.splice(0).reverse()) await close();
});

async function openSocket(): Promise<Socket> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  cleanUp.push(() => void socket.close());
  return socket;
}

/** Resolves when our port answers OPTIONS; each refusal to answer would be the end of the test's time. */
async function isAlive(network: ComposedPhoneNetwork, marker: string): Promise<string> {
  const socket = await openSocket();
  const reply = new Promise<string>((resolve) => socket.on("message", (data) => resolve(data.toString())));
  const { port } = socket.address();
  const text = [
    "OPTIONS sip:desk@127.0.0.1 SIP/2.0",
    `Via: SIP/2.0/UDP 127.0.0.1:${port};rport;branch=z9hG4bK${marker}`,
    "From: <sip:probe@127.0.0.1>;tag=probe",
    "To: <sip:desk@127.0.0.1>",
    `Call-ID: ${marker}`,
    "CSeq: 1 OPTIONS",
    "Content-Length: 0",
    "",
    "",
  ].join("\r\n");
  socket.send(text, network.trunk!.port, "127.0.0.1");
  return reply;
}

async function openNetwork(server: string): Promise<ComposedPhoneNetwork> {
  const network = await openTrunkNetwork({ server });
  cleanUp.push(() => network.close());
  network.onIncoming((call) => {
    call.ring();
    call.answer();
  });
  return network;
}

describe("malformed messages", () => {
  it.each([1, 2, 3, 4])("leave the UDP port answering (seed %i)", async (seed) => {
    const network = await openNetwork("127.0.0.1:9");
    const socket = await openSocket();
    const random = seededRandom(seed);
    const messages = [
      ...seeds.map((text) => Buffer.from(text)),
      ...Array.from({ length: 2_000 }, () => mutate(random)),
    ];
    for (const [index, message] of messages.entries()) {
      await new Promise((resolve) => socket.send(message, network.trunk!.port, "127.0.0.1", resolve));
      // Now and then, so that the kernel's queue does not drop them unseen.
      if (index % 50 === 0)
        expect(await isAlive(network, `udp-${seed}-${index}`)).toMatch(/^SIP\/2\.0 200 OK/);
    }
    expect(await isAlive(network, `udp-${seed}-end`)).toMatch(/^SIP\/2\.0 200 OK/);
  });

  it.each([11, 12])("leave the TCP port answering (seed %i)", async (seed) => {
    const network = await openNetwork("127.0.0.1:9");
    const random = seededRandom(seed);
    for (let round = 0; round < 40; round += 1) {
      const socket = connect(network.trunk!.port, "127.0.0.1");
      // We may be cut off in the middle of a write: that is the point.
      socket.on("error", () => {});
      socket.resume();
      const closed = new Promise((resolve) => socket.once("close", resolve));
      for (let index = 0; index < 20; index += 1) socket.write(mutate(random));
      socket.end();
      await closed;
      expect(await isAlive(network, `tcp-${seed}-${round}`)).toMatch(/^SIP\/2\.0 200 OK/);
    }
  });
});

describe("20 % packet loss", () => {
  const count = 20;
  let dropped = 0;
  const lossy = (seed: number): UdpRelays => {
    const random = seededRandom(seed);
    dropped = 0;
    const relays = new UdpRelays(() => {
      const drops = random() < 0.2;
      if (drops) dropped += 1;
      return drops;
    });
    cleanUp.push(() => relays.close());
    return relays;
  };

  it("loses no call that sipp makes", async () => {
    const network = await openTrunkNetwork({ server: "127.0.0.1:9" });
    cleanUp.push(() => network.close());
    const over: Promise<PhoneCause>[] = [];
    network.onIncoming((call) => {
      over.push(ended(call));
      call.ring();
      call.answer();
    });
    const relay = await lossy(5).to("127.0.0.1", network.trunk!.port);
    const sipp = await Sipp.start({
      scenario: scenarios.calls({ stayMs: 500 }),
      calls: count,
      remote: `127.0.0.1:${relay}`,
      args: ["-s", "+19195550142", "-r", String(count)],
    });
    cleanUp.push(() => sipp.stop());
    await sipp.finished();
    expect(await Promise.all(over)).toEqual(Array.from({ length: count }, () => "hangup"));
    expect(dropped).toBeGreaterThan(10);
  });

  it("loses no call that we make", async () => {
    const relays = lossy(7);
    const [port = 0] = await freePorts(1);
    const relay = await relays.to("127.0.0.1", port);
    // In-dialog requests come through the relay too: it is sipp's contact. sipp gives up a call whose ACK comes while it
    // repeats itself, so what it makes of them is not looked at, and it is not to end by itself.
    const scenario = scenarios.answersThroughLoss(`sip:sipp@127.0.0.1:${relay}`);
    const sipp = await Sipp.start({ scenario, calls: 100 * count, port });
    cleanUp.push(() => sipp.stop());
    const network = await openNetwork(`127.0.0.1:${relay}`);
    const outcomes = await Promise.all(
      Array.from({ length: count }, async () => {
        const call = network.place({ to: "+19195550123", from: "+19195550142", ringLimitMs: 30_000 });
        await answered(call);
        const over = ended(call);
        call.hangUp();
        return over;
      }),
    );
    expect(outcomes).toEqual(Array.from({ length: count }, () => "hangup"));
    expect(dropped).toBeGreaterThan(10);
  });
});
