/** Who is in the pictures. */
import type { Call } from "../../../common/call/call.ts";
import { PhoneNumber, UserId } from "../../../common/ids.ts";
import type { Person } from "../../../common/wire/token-server.ts";
import { call } from "../../../test/support/fake-host.ts";

export const talkingSince = (): number => Date.now() - 252_000;
export const connected = (muted = false): Call => call("connected", { muted, connectedAt: talkingSince() });
export const long: Person = {
  id: UserId.parse("maximiliane"),
  name: "Maximiliane von Hohenberg-Königsstein III",
  presence: "online",
};
export const office = { kind: "phone", number: PhoneNumber.parse("+442079460018"), name: null } as const;
