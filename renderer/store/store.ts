import { effect } from "@preact/signals";
import type { Clock } from "../../common/clock.ts";
import type { Host } from "../../common/contract/contract.ts";
import type { CallId } from "../../common/ids.ts";
import { type Dispose, Scope } from "../../common/scope.ts";
import { dismissCall } from "./actions.ts";
import { calls, lingerMs } from "./calls.ts";
import { followChat } from "./chat.ts";
import { useHost } from "./host-port.ts";
import { followCalls, showSection } from "./navigation.ts";
import { followNotices, resetNotices } from "./notices.ts";
import { setQuery } from "./people.ts";
import { resetSignIn } from "./sign-in.ts";
import { account, followSnapshots } from "./snapshot.ts";
import { tick } from "./talking-time.ts";
import { resetUpdates } from "./updates.ts";

const browserClock: Clock = {
  now: () => Date.now(),
  after: (ms, task) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

/** Starts mirroring main's state; once per page. Disposing forgets everything. */
export function startStore(host: Host, clock: Clock = browserClock): Dispose {
  const scope = new Scope();
  scope.add(useHost(host));
  scope.add(followSnapshots(host));
  scope.add(followCalls());
  scope.add(host.on("page.show", ({ section }) => showSection(section)));
  scope.add(followChat(host));
  scope.add(tick(clock));
  scope.add(dismissWhenRead(clock));
  scope.add(forgetOnSignOut());
  scope.add(followNotices(host));
  scope.add(resetNotices);
  scope.add(resetUpdates);
  scope.add(resetSignIn);
  return () => scope.end();
}

/** Ended calls that nobody has to act on go by themselves. */
function dismissWhenRead(clock: Clock): Dispose {
  const waiting = new Map<CallId, Dispose>();
  const stop = effect(() => {
    const present = new Set(calls.value.map(({ id }) => id));
    for (const [id, cancel] of waiting) {
      if (present.has(id)) continue;
      cancel();
      waiting.delete(id);
    }
    for (const call of calls.value) {
      const ms = call.phase === "ended" ? lingerMs(call.reason) : null;
      if (ms === null || waiting.has(call.id)) continue;
      waiting.set(
        call.id,
        clock.after(ms, () => dismissCall(call.id)),
      );
    }
  });
  return () => {
    stop();
    for (const cancel of waiting.values()) cancel();
  };
}

/** The next person to sign in finds an empty search field. */
function forgetOnSignOut(): Dispose {
  return effect(() => {
    if (account.value?.phase !== "signed-in") setQuery("");
  });
}
