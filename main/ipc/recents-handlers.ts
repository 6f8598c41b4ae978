import type { Handlers } from "../../common/contract/contract.ts";
import { ok } from "../../common/result.ts";
import type { Recents } from "../recents/recents.ts";

export function recentsHandlers(recents: Recents): Pick<Handlers, "recents.remove" | "recents.seen"> {
  return {
    "recents.remove": ({ id }) => {
      recents.remove(id);
      return Promise.resolve(ok(null));
    },
    "recents.seen": () => {
      recents.seen();
      return Promise.resolve(ok(null));
    },
  };
}
