/** What can be done in a call. */
import type { Call } from "../../../common/call/call.ts";
import { MemberId } from "../../../common/ids.ts";
import type { CallMember } from "../../../common/wire/calls.ts";
import type { Person } from "../../../common/wire/token-server.ts";
import { alice, bob, call, carol } from "../../../test/support/fake-host.ts";
import { talkingSince, office } from "./cast.ts";
import type { Scene } from "./scene.ts";

const member = (
  id: string,
  party: CallMember["party"],
  state: CallMember["state"] = "joined",
  holding = false,
): CallMember => ({ id: MemberId.parse(id), party, state, holding, participantId: null });
const asParty = ({ id, name }: Person): CallMember["party"] => ({ kind: "person", id, name });
const twoOf = [member("caller", asParty(alice)), member("callee", asParty(bob))];
const threeOf = [...twoOf, member("added", asParty(carol), "ringing")];
const phoneCall = (): Call => call("connected", { remote: office, connectedAt: talkingSince() });
const goodQuality = { level: "good", rttMs: 20, jitterMs: 3, loss: 0 } as const;

export const callControlScenes: Scene[] = [
  { name: "call-phone", state: () => ({ calls: [phoneCall()], quality: goodQuality }), main: true },
  {
    name: "call-keypad",
    state: () => ({ calls: [phoneCall()], quality: { ...goodQuality, level: "fair" } }),
    act: async (page) => {
      await page.getByRole("button", { name: "Keypad" }).last().click();
      await page.keyboard.type("159#");
    },
    main: true,
  },
  {
    name: "call-held",
    state: () => ({ calls: [call("connected", { held: true, connectedAt: talkingSince() })] }),
  },
  {
    name: "call-held-by-them",
    state: () => ({ calls: [call("connected", { heldByThem: true, connectedAt: talkingSince() })] }),
  },
  {
    name: "call-two",
    state: () => ({
      calls: [
        call("connected", { remote: office, held: true, connectedAt: talkingSince(), number: 2 }),
        call("connected", { connectedAt: talkingSince() }),
      ],
    }),
    main: true,
  },
  {
    name: "call-people",
    state: () => ({ calls: [call("connected", { members: threeOf, connectedAt: talkingSince() })] }),
    act: (page) => page.getByRole("button", { name: "People" }).last().click(),
    main: true,
  },
  {
    name: "call-transfer",
    state: () => ({
      calls: [call("connected", { members: twoOf, connectedAt: talkingSince() })],
      quality: { ...goodQuality, level: "poor" },
    }),
    act: async (page) => {
      await page.getByRole("button", { name: "Pass on" }).click();
      await page.keyboard.type("+442079460018");
    },
  },
];
