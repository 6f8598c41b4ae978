import type { Handlers } from "../../common/contract/contract.ts";
import { ok } from "../../common/result.ts";
import type { UpdateService } from "../updates/update-service.ts";

export function updateHandlers(
  updates: Pick<UpdateService, "check" | "agree">,
): Pick<Handlers, "update.check" | "update.install"> {
  return {
    "update.check": () => {
      updates.check();
      return Promise.resolve(ok(null));
    },
    "update.install": () => {
      updates.agree();
      return Promise.resolve(ok(null));
    },
  };
}
