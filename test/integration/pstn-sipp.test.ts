import { afterEach, describe, expect, it } from "vitest";
import type { z } from "zod";
import type { ComposedPhoneNetwork } from "../../server-stub/pstn/create-phone-network.ts";
import type { PhoneCall } from "../../server-stub/pstn/phone-network.ts";
import type { TrunkOptions } from "../../server-stub/pstn/trunk/trunk-options.ts";
import { answered, ended, endedWith, openTrunkNetwork, sayTone, untilHeard } from "../support/phone-bench.ts";
import { Sipp, type SippOptions } from "../support/sipp.ts";
import * as scenarios from "../support/sipp-scenarios.ts";
import { toneShare } from "../support/tone-share.ts";

const phoneNumber = "+19195550123";
const ourNumber = "+19195550142";
const credentials = { username: "desk", password: "correct horse" };

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of cleanUp.splice(0).reverse()) await close();
});

async function startSipp(options: Omit<SippOptions, "calls"> & { calls?: number }): Promise<Sipp> {
  const sipp = await Sipp.start({ calls: 1, ...options });
  cleanUp.push(() => sipp.stop());
  return sipp;
}

async function openNetwork(trunk: z.input<typeof TrunkOptions>): Promise<ComposedPhoneNetwork> {
  const network = await openTrunkNetwork(trunk);
  cleanUp.push(() => network.close());
  return network;
}

const place = (network: ComposedPhoneNetwork, ringLimitMs = 20_000): PhoneCall =>
  network.place({ to: phoneNumber, from: ourNumber, ringLimitMs });

describe("calling sipp", () => {
  it.each(["udp", "tcp"] as const)("is answered and hangs up over %s", async (transport) => {
    const sipp = await startSipp({ scenario: scenarios.answers(), transport });
    const network = await openNetwork({ server: `127.0.0.1:${sipp.port}`, transport });
    const call = place(network);
    await answered(call);
    call.hangUp();
    await sipp.finished();
  });

  it.each([
    ["486 Busy Here", "busy"],
    ["600 Busy Everywhere", "busy"],
    ["603 Decline", "rejected"],
    ["404 Not Found", "rejected"],
    ["480 Temporarily Unavailable", "timeout"],
    ["503 Service Unavailable", "error"],
  ])("ends after %s with %s", async (status, cause) => {
    const sipp = await startSipp({ scenario: scenarios.refuses(status) });
    const network = await openNetwork({ server: `127.0.0.1:${sipp.port}` });
    expect(await endedWith(place(network))).toEqual([cause, Number.parseInt(status, 10)]);
    await sipp.finished();
  });

  it("cancels when nobody answers in time", async () => {
    const sipp = await startSipp({ scenario: scenarios.rings });
    const network = await openNetwork({ server: `127.0.0.1:${sipp.port}` });
    expect(await ended(place(network, 400))).toBe("timeout");
    await sipp.finished();
  });

  it("cancels when the caller gives up", async () => {
    const sipp = await startSipp({ scenario: scenarios.rings });
    const network = await openNetwork({ server: `127.0.0.1:${sipp.port}` });
    const call = place(network);
    await new Promise<void>((resolve) => call.onRinging(resolve));
    const over = ended(call);
    call.hangUp();
    expect(await over).toBe("cancel");
    await sipp.finished();
  });

  it("proves its password", async () => {
    const sipp = await startSipp({ scenario: scenarios.asksForCredentials(credentials) });
    const network = await openNetwork({ server: `127.0.0.1:${sipp.port}`, ...credentials });
    const call = place(network);
    await answered(call);
    call.hangUp();
    await sipp.finished();
  });

  it("is refused with a wrong password", async () => {
    const sipp = await startSipp({ scenario: scenarios.asksForCredentials(credentials) });
    const network = await openNetwork({
      server: `127.0.0.1:${sipp.port}`,
      username: "desk",
      password: "wrong",
    });
    expect(await ended(place(network))).toBe("rejected");
    await sipp.finished();
  });

  it("hears early media before the answer", async () => {
    const sipp = await startSipp({ scenario: scenarios.answersAfterEarlyMedia });
    const network = await openNetwork({ server: `127.0.0.1:${sipp.port}` });
    const call = place(network);
    await new Promise<void>((resolve) => call.onEarlyMedia(resolve));
    // sipp echoes RTP.
    sayTone(call, 1_000);
    await untilHeard(call, (frames) => toneShare(frames, 1_000) > 0.9);
    expect(call.state).toBe("ringing");
    await answered(call);
    call.hangUp();
    await sipp.finished();
  });

  it("registers, and leaves when it closes", async () => {
    const sipp = await startSipp({ scenario: scenarios.registrar(credentials) });
    const network = await openTrunkNetwork({
      server: `127.0.0.1:${sipp.port}`,
      ...credentials,
      register: true,
    });
    while (!network.trunk!.isRegistered) await new Promise((resolve) => setImmediate(resolve));
    await network.close();
    await sipp.finished();
  });
});

describe("sipp calling us", () => {
  const open = async (
    scenario: string,
    options: { trunk?: Partial<z.input<typeof TrunkOptions>>; sipp?: Partial<SippOptions> } = {},
  ): Promise<{ network: ComposedPhoneNetwork; incoming: Promise<PhoneCall>; sipp: Sipp }> => {
    const network = await openNetwork({ server: "127.0.0.1:9", ...options.trunk });
    const incoming = new Promise<PhoneCall>((resolve) => network.onIncoming(resolve));
    const remote = `127.0.0.1:${network.trunk!.port}`;
    const sipp = await startSipp({ scenario, remote, args: ["-s", ourNumber], ...options.sipp });
    return { network, incoming, sipp };
  };

  it.each(["udp", "tcp"] as const)("is answered and hangs up over %s", async (transport) => {
    const extra =
      "User-To-User: 48656c6c6f;encoding=hex\nP-Asserted-Identity: <sip:+19195550188@carrier.example>";
    const { incoming, sipp } = await open(scenarios.calls({ stayMs: 200, extra }), { sipp: { transport } });
    const call = await incoming;
    expect(call).toMatchObject({
      from: "+19195550188",
      to: ourNumber,
      userToUser: "48656c6c6f;encoding=hex",
    });
    const over = ended(call);
    call.ring();
    call.answer();
    expect(await over).toBe("hangup");
    await sipp.finished();
  });

  it.each([
    ["busy", 486],
    ["rejected", 603],
  ] as const)("is refused as %s with %i", async (cause, status) => {
    const { incoming, sipp } = await open(scenarios.callsAndIsRefused(status));
    (await incoming).reject(cause);
    await sipp.finished();
  });

  it("cancels", async () => {
    const { incoming, sipp } = await open(scenarios.callsAndCancels);
    const call = await incoming;
    const over = ended(call);
    call.ring();
    expect(await over).toBe("cancel");
    await sipp.finished();
  });

  it("may not call from an address that is not allowed", async () => {
    const { sipp } = await open(scenarios.callsAndIsRefused(403), {
      trunk: { allowFrom: ["127.0.0.9"] },
    });
    await sipp.finished();
  });

  it("may not require what we do not do", async () => {
    const { sipp } = await open(scenarios.callsAndIsRefused(420, "Require: 100rel"));
    await sipp.finished();
  });

  it("has to prove its password when one is configured", async () => {
    const expectAuthFrom = { ...credentials, password: "secret", algorithms: ["MD5" as const] };
    const good = await open(scenarios.callsWithCredentials("desk", "secret", 200), {
      trunk: { expectAuthFrom },
    });
    (await good.incoming).answer();
    await good.sipp.finished();
    const bad = await open(scenarios.callsWithCredentials("desk", "guess", 401), {
      trunk: { expectAuthFrom },
    });
    await bad.sipp.finished();
  });
});
