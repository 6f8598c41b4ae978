import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { bindingRequest } from "../../test/support/stun-request.ts";
import { frame } from "./length-frames.ts";
import type { RemoteAddress } from "./media-path.ts";
import { MediaSockets } from "./media-sockets.ts";

describe("the sockets of a media engine", () => {
  const clients: Socket[] = [];
  let sockets: MediaSockets | undefined;
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await sockets?.close();
  });

  it("close the oldest TCP connection of a transport that has more than it may: nothing would end it", async () => {
    sockets = new MediaSockets(
      {
        listenAddress: "127.0.0.1",
        publicAddresses: [],
        port: undefined,
        portRange: undefined,
        tcpPort: 0,
      },
      () => undefined,
    );
    const admitted: RemoteAddress[] = [];
    const path = await sockets.open((_data, from) => {
      admitted.push(from);
      path.admit(from);
    });
    const ufrag = path.claimUfrag();
    const check = bindingRequest(randomBytes(12), { username: `${ufrag}:theirs`, password: "x".repeat(24) });
    const { port } = path.bases.find(({ transport }) => transport === "tcp")!;
    for (let count = 1; count <= 17; count += 1) {
      const client = connect(port, "127.0.0.1").resume();
      clients.push(client);
      await once(client, "connect");
      client.write(frame(check));
      await expect.poll(() => admitted).toHaveLength(count);
    }
    await expect.poll(() => clients.findIndex(({ closed }) => closed)).toBe(0);
    expect(clients.filter(({ closed }) => closed)).toHaveLength(1);
    await path.close();
    await expect.poll(() => clients.every(({ closed }) => closed)).toBe(true);
  });
});
