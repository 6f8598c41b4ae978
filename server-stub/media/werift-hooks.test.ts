import { createRequire } from "node:module";
import { afterEach, describe, expect, it } from "vitest";
import { Connection, DtlsClient, Message, StunProtocol } from "werift";
import { createDtlsIdentity, DtlsSession } from "./dtls-session.ts";
import type { Base, RemoteAddress } from "./media-path.ts";
import { IceAgent } from "./werift-hooks.ts";

/** Reads a member that werift's types hide. */
const member = (owner: object, name: string): unknown => (owner as Record<string, unknown>)[name];

interface Agent {
  readonly agent: IceAgent;
  readonly sent: Buffer[];
}

const base: Base = { transport: "udp", address: "127.0.0.1", port: 5_000, send: () => undefined };

let agents: IceAgent[] = [];
afterEach(async () => {
  await Promise.all(agents.map((agent) => agent.close()));
  agents = [];
});

function iceAgent(controlling: boolean): Agent {
  const sent: Buffer[] = [];
  let names = 0;
  const path = {
    bases: [base],
    claimUfrag: () => `name${(names += 1)}`,
    send: (data: Buffer) => void sent.push(data),
  };
  const ignore = (): void => undefined;
  const agent = new IceAgent(path, controlling, {
    validated: ignore,
    nominated: ignore,
    consentLost: ignore,
  });
  agents.push(agent);
  return { agent, sent };
}

const alice: RemoteAddress = { base, address: "127.0.0.1", port: 6_000 };

function check(ufrag: string, pwd: string | undefined): Buffer {
  const request = new Message(1, 0);
  request.setAttribute("USERNAME", `${ufrag}:alic`).setAttribute("PRIORITY", 1);
  request.setAttribute("ICE-CONTROLLING", 1n);
  if (pwd !== undefined) request.addMessageIntegrity(Buffer.from(pwd)).addFingerprint();
  return request.bytes;
}

describe("werift internals that the hooks rely on", () => {
  it("are those of the pinned version", () => {
    const manifest = createRequire(import.meta.url)
      .resolve("werift")
      .replace(/lib\/.*$/, "package.json");
    const { version } = createRequire(import.meta.url)(manifest) as { version: string };
    expect(version).toBe("0.24.4");
  });

  it("exist", async () => {
    const connection = new Connection(false, { useIpv4: false, useIpv6: false });
    for (const name of ["ensureProtocol", "checkComplete", "setState"]) {
      expect(member(connection, name)).toBeTypeOf("function");
    }
    expect(member(connection, "protocols")).toEqual([]);
    expect(member(connection, "earlyChecks")).toEqual([]);
    expect(member(connection, "checkList")).toEqual([]);
    expect(member(connection, "localCandidatesStart")).toBe(false);
    expect(Object.keys(connection.userHistory)).toEqual([connection.localUsername]);
    expect(member(new StunProtocol(), "datagramReceived")).toBeTypeOf("function");
    expect(member(DtlsClient.prototype, "extractSessionKeys")).toBeTypeOf("function");
    await connection.close();
  });
});

describe("ICE agent", () => {
  it("answers a check with the right password only", () => {
    const { agent, sent } = iceAgent(false);
    const { ufrag, pwd } = agent.local;
    expect(agent.receive(check(ufrag, undefined), alice)).toBe(false);
    expect(agent.receive(check(ufrag, "wrong".repeat(5)), alice)).toBe(false);
    expect(agent.receive(check("toString", pwd), alice)).toBe(false);
    expect(agent.receive(Buffer.from("0001000021"), alice)).toBe(false);
    expect(sent).toEqual([]);
    expect(agent.receive(check(ufrag, pwd), alice)).toBe(true);
    expect(sent.map((datagram) => datagram.readUInt16BE(0))).toEqual([0x0101]);
  });

  it("has new credentials after a restart and still answers checks of the old pair", () => {
    const { agent, sent } = iceAgent(true);
    const old = agent.local;
    agent.restart();
    expect(agent.local.ufrag).not.toBe(old.ufrag);
    expect(agent.receive(check(old.ufrag, old.pwd), alice)).toBe(true);
    expect(sent).toHaveLength(1);
  });

  it("bounds what it remembers of checks before the answer", () => {
    const { agent } = iceAgent(false);
    const { ufrag, pwd } = agent.local;
    const taken = Array.from({ length: 200 }, (_, port) =>
      agent.receive(check(ufrag, pwd), { ...alice, port: 7_000 + port }),
    );
    expect(taken.filter(Boolean)).toHaveLength(64);
  });
});

describe("DTLS session", () => {
  it("shares one certificate with a SHA-256 fingerprint", async () => {
    const [one, other] = [await createDtlsIdentity(), await createDtlsIdentity()];
    expect(one.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(other.fingerprint).toBe(one.fingerprint);
  });

  it("starts the handshake with a client hello that offers both SRTP profiles, GCM first", async () => {
    const sent: Buffer[] = [];
    const ignore = (): void => undefined;
    const session = new DtlsSession(await createDtlsIdentity(), (data) => sent.push(data), {
      connected: ignore,
      data: ignore,
      ended: ignore,
    });
    const connecting = session.connect();
    expect(sent[0]!.readUInt8(0)).toBe(22);
    expect(sent[0]!.includes(Buffer.from("000e0007000400070001", "hex"))).toBe(true);
    session.close();
    await connecting;
  });
});
