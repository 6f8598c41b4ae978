import { Notification } from "electron/main";
import type { CallId } from "../../common/ids.ts";
import type { CallNotifications } from "../calls/ports.ts";
import { words } from "../strings/en.ts";

export interface NotificationActions {
  /** A click shows the window, and answers nothing. */
  open(): void;
  accept(id: CallId): void;
  decline(id: CallId): void;
  /** The user wants quiet. */
  readonly quiet: () => boolean;
}

/** Incoming calls as notifications of the operating system, with buttons where it has them. */
export function createCallNotifications(actions: NotificationActions): CallNotifications {
  const shown = new Map<CallId, Notification>();
  const withdraw = (id: CallId): void => {
    shown.get(id)?.close();
    shown.delete(id);
  };
  return {
    incoming: ({ id, name }) => {
      if (actions.quiet() || !Notification.isSupported()) return;
      withdraw(id);
      const notification = new Notification({
        title: name ?? words.unknownNumber,
        body: words.notification.incoming,
        // The ringtone is the page's, on the loudspeaker of the user's choice.
        silent: true,
        urgency: "critical",
        timeoutType: "never",
        actions: [
          { type: "button", text: words.notification.accept },
          { type: "button", text: words.notification.decline },
        ],
      });
      notification.on("click", () => actions.open());
      notification.on("action", (_event, index) => (index === 0 ? actions.accept(id) : actions.decline(id)));
      shown.set(id, notification);
      notification.show();
    },
    withdraw,
  };
}
