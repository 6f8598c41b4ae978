/** Somebody calls. */
import { PhoneNumber } from "../../../common/ids.ts";
import { call, carol } from "../../../test/support/fake-host.ts";
import { connected, long, office } from "./cast.ts";
import type { Scene } from "./scene.ts";

export const incomingScenes: Scene[] = [
  { name: "incoming", state: () => ({ calls: [call("ringing", { direction: "inbound" })] }), main: true },
  {
    name: "incoming-long-name",
    state: () => ({ calls: [call("ringing", { direction: "inbound", with: long })] }),
  },
  {
    name: "incoming-in-call",
    state: () => ({
      calls: [connected(), call("ringing", { direction: "inbound", with: carol, number: 2 })],
    }),
    main: true,
  },
  {
    name: "incoming-phone",
    state: () => ({
      calls: [
        call("ringing", {
          direction: "inbound",
          remote: office,
          calledNumber: PhoneNumber.parse("+19195550142"),
        }),
      ],
    }),
    main: true,
  },
  {
    name: "incoming-two",
    state: () => ({
      calls: [
        call("ringing", { direction: "inbound" }),
        call("ringing", { direction: "inbound", with: carol, number: 2 }),
      ],
    }),
  },
  {
    name: "incoming-elsewhere",
    state: () => ({
      calls: [
        call("ended", { direction: "inbound", connectedAt: null, reason: { code: "answered-elsewhere" } }),
      ],
    }),
  },
];
