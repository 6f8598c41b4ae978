import type { Capability } from "../../common/wire/token-server.ts";
import { AccountService } from "../backend/account-service.ts";
import { BackendService } from "../backend/backend-service.ts";
import { Directory } from "../people/directory.ts";
import { Rooms } from "../rooms/rooms.ts";
import type { System } from "./open-system.ts";

/** The token server, and what it tells of people and rooms. */
export interface Service {
  readonly account: AccountService;
  readonly backend: BackendService;
  readonly directory: Directory;
  readonly rooms: Rooms;
  readonly can: (capability: Capability) => boolean;
  /** Ends back-offs, both of the account and of the event stream. */
  readonly retry: () => void;
}

export function startService(system: System): Service {
  const account = new AccountService(system);
  const backend = new BackendService(system, account);
  const directory = new Directory();
  const rooms = new Rooms();
  backend.onEvent((event) => {
    directory.serviceEvent(event);
    rooms.serviceEvent(event);
  });
  account.onSession((session) => {
    if (session !== null) return;
    directory.clear();
    rooms.clear();
  });
  return {
    account,
    backend,
    directory,
    rooms,
    can: (capability) => account.session?.capabilities.includes(capability) === true,
    retry: () => {
      account.retry();
      backend.retry();
    },
  };
}
