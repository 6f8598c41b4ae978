import type { NetworkInterfaceInfo } from "node:os";
import { beforeEach, describe, expect, it } from "vitest";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { NetworkWatch, watchEveryMs } from "./network-watch.ts";

const address = (text: string, internal = false): NetworkInterfaceInfo => ({
  address: text,
  netmask: "",
  mac: "",
  internal,
  cidr: null,
  ...(text.includes(":") ? { family: "IPv6", scopeid: 0 } : { family: "IPv4" }),
});

let clock: FakeClock;
let interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>;
let wanted: boolean;
let changes: number;
let watch: NetworkWatch;

beforeEach(() => {
  clock = new FakeClock();
  interfaces = { eth0: [address("192.0.2.7")], lo: [address("127.0.0.1", true)] };
  wanted = true;
  changes = 0;
  watch = new NetworkWatch({
    clock,
    interfaces: () => interfaces,
    wanted: () => wanted,
    onChange: () => (changes += 1),
  });
  watch.refresh();
});

describe("NetworkWatch", () => {
  it("says nothing while all stays as it is", () => {
    clock.advance(10 * watchEveryMs);
    expect(changes).toBe(0);
  });

  it.each([
    ["another address", { eth0: [address("198.51.100.7")] }],
    ["an interface that came up", { eth0: [address("192.0.2.7")], tun0: [address("10.0.0.2")] }],
    ["none at all", {}],
    ["another IPv6 network", { eth0: [address("192.0.2.7"), address("2001:db8:0:2:1:1:1:1")] }],
  ])("tells once of %s", (_what, next) => {
    interfaces = next;
    clock.advance(3 * watchEveryMs);
    expect(changes).toBe(1);
  });

  it("takes a new IPv6 address of the same network, and link-local ones, for no change", () => {
    interfaces = { eth0: [address("2001:db8:0:1:1:1:1:1")] };
    clock.advance(watchEveryMs);
    interfaces = { eth0: [address("2001:db8:0:1:2:2:2:2"), address("fe80::1")] };
    clock.advance(watchEveryMs);
    expect(changes).toBe(1);
  });

  it("does not look while nobody needs it, and does not count what happened meanwhile", () => {
    wanted = false;
    watch.refresh();
    expect(clock.running).toBe(0);
    interfaces = {};
    wanted = true;
    watch.refresh();
    watch.refresh();
    expect(clock.running).toBe(1);
    clock.advance(watchEveryMs);
    expect(changes).toBe(0);
  });
});
