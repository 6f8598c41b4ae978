import type { AccountService } from "../backend/account-service.ts";
import type { CallService } from "../calls/call-service.ts";
import type { Recents } from "../recents/recents.ts";

export interface AccountFollowers {
  readonly account: Pick<AccountService, "onSession">;
  readonly calls: Pick<CallService, "signedOut">;
  readonly recents: Pick<Recents, "use">;
}

/** Calls and recents are those of whoever is signed in. The calls end first, while there is somebody to keep them for. */
export function followAccount({ account, calls, recents }: AccountFollowers): void {
  account.onSession((session) => {
    if (session === null) calls.signedOut();
    recents.use(session === null ? null : { server: session.server, user: session.user.id });
  });
}
