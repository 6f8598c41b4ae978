import type { CallId } from "../../common/ids.ts";
import type { Dispose } from "../../common/scope.ts";
import type { CallNotifications } from "../calls/ports.ts";
import { words } from "../strings/en.ts";
import { maxNameLength, shown } from "../strings/foreign-text.ts";
import type { Notify } from "./notify.ts";

export interface CallNotificationPorts {
  readonly notify: Notify;
  /** A click shows the window, and answers nothing. */
  readonly open: () => void;
  readonly accept: (id: CallId) => void;
  readonly decline: (id: CallId) => void;
  /** The user wants quiet. */
  readonly quiet: () => boolean;
}

/** Incoming calls as notifications, with buttons where the system has them. They ring by the page, where the user chose it. */
export function createCallNotifications(ports: CallNotificationPorts): CallNotifications {
  const withdrawals = new Map<CallId, Dispose>();
  const withdraw = (id: CallId): void => {
    withdrawals.get(id)?.();
    withdrawals.delete(id);
  };
  return {
    incoming: ({ id, name }) => {
      if (ports.quiet()) return;
      withdraw(id);
      const withdrawal = ports.notify({
        title: shown(name ?? "", maxNameLength) ?? words.unknownNumber,
        body: words.notification.incoming,
        insistent: true,
        buttons: [words.notification.accept, words.notification.decline],
        onClick: ports.open,
        onButton: (index) => (index === 0 ? ports.accept(id) : ports.decline(id)),
      });
      if (withdrawal !== null) withdrawals.set(id, withdrawal);
    },
    withdraw,
  };
}
