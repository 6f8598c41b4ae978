import type { Handlers } from "../../common/contract/contract.ts";
import type { callRequests } from "../../common/contract/calls.ts";
import { err } from "../../common/result.ts";
import type { CallService } from "../calls/call-service.ts";
import type { Directory } from "../people/directory.ts";

type CallRequest = Extract<keyof typeof callRequests, `call.${string}`>;

/** What the user does with calls. */
export function callHandlers({
  calls,
  directory,
  canVideo,
}: {
  readonly calls: CallService;
  readonly directory: Directory;
  readonly canVideo: () => boolean;
}): Pick<Handlers, CallRequest> {
  return {
    "call.place": async ({ to }) => {
      if (to.kind === "phone") return calls.place({ kind: "phone", number: to.number, name: null });
      const person = directory.find(to.id);
      if (person === undefined) return err({ code: "person-unknown" });
      return calls.place({ kind: "person", userId: person.id, name: person.name });
    },
    "call.accept": ({ id }) => calls.accept(id),
    "call.decline": ({ id }) => Promise.resolve(calls.decline(id)),
    "call.hang-up": ({ id }) => Promise.resolve(calls.hangUp(id)),
    "call.mute": ({ id, muted }) => Promise.resolve(calls.mute(id, muted)),
    "call.hold": ({ id, held }) => calls.hold(id, held),
    "call.digits": ({ id, digits }) => Promise.resolve(calls.digits(id, digits)),
    "call.transfer": ({ id, to }) => calls.transfer(id, to),
    "call.add": ({ id, to }) => calls.add(id, to),
    "call.drop": ({ id, member }) => calls.drop(id, member),
    "call.camera": ({ id, on }) => {
      if (on && !canVideo()) return Promise.resolve(err({ code: "request-invalid", detail: "video" }));
      return Promise.resolve(calls.camera(id, on));
    },
    "call.dismiss": ({ id }) => Promise.resolve(calls.dismiss(id)),
  };
}
