/** A call in each phase, large and in the dock. */
import type { Page } from "playwright-core";
import type { Call } from "../../../common/call/call.ts";
import { call } from "../../../test/support/fake-host.ts";
import { talkingSince, connected, long } from "./cast.ts";
import type { Scene } from "./scene.ts";
import { choose, settingsView } from "./steps.ts";

const ended = (reason: Extract<Call, { phase: "ended" }>["reason"], talked = false): Call =>
  call("ended", talked ? { reason } : { reason, connectedAt: null });
const minimizeThenChoose = (name: string) => async (page: Page) => {
  await page.getByRole("button", { name: "Make the call smaller" }).click();
  await choose(name)(page);
};
export const callScenes: Scene[] = [
  { name: "call-trying", state: () => ({ calls: [call("trying")] }) },
  { name: "call-ringing", state: () => ({ calls: [call("ringing")] }), main: true },
  { name: "call-connecting", state: () => ({ calls: [call("connecting")] }) },
  { name: "call-connected", state: () => ({ calls: [connected()] }), main: true },
  { name: "call-muted", state: () => ({ calls: [connected(true)] }), main: true },
  {
    name: "call-long-name",
    state: () => ({ calls: [call("connected", { with: long, connectedAt: talkingSince() })] }),
  },
  {
    name: "call-reconnecting",
    state: () => ({
      registration: "reconnecting",
      calls: [call("reconnecting", { connectedAt: talkingSince() })],
    }),
  },
  {
    name: "call-ended",
    state: () => ({ calls: [ended({ code: "hung-up", by: "them" }, true)] }),
    main: true,
  },
  { name: "call-declined", state: () => ({ calls: [ended({ code: "declined", by: "them" })] }) },
  { name: "call-no-answer", state: () => ({ calls: [ended({ code: "no-answer", afterMs: 45_000 })] }) },
  {
    name: "call-microphone-denied",
    state: () => ({ calls: [ended({ code: "failed", error: { code: "microphone-denied" } })] }),
  },
  {
    name: "dock-connected",
    state: () => ({ calls: [connected()] }),
    act: minimizeThenChoose("Grace Kim"),
    main: true,
  },
  { name: "dock-muted", state: () => ({ calls: [connected(true)] }), act: minimizeThenChoose("Grace Kim") },
  {
    name: "dock-long-name",
    state: () => ({ calls: [call("reconnecting", { with: long })] }),
    act: settingsView,
  },
];
