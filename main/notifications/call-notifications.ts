import { Notification } from "electron/main";
import type { CallId } from "../../common/ids.ts";
import type { CallNotifications } from "../calls/ports.ts";

/** Incoming calls as notifications of the operating system. A click shows the window, and answers nothing. */
export function createCallNotifications(onClick: () => void): CallNotifications {
  const shown = new Map<CallId, Notification>();
  const withdraw = (id: CallId): void => {
    shown.get(id)?.close();
    shown.delete(id);
  };
  return {
    incoming: ({ id, name }) => {
      if (!Notification.isSupported()) return;
      withdraw(id);
      const notification = new Notification({
        title: name ?? "Unknown number",
        body: "Incoming call",
        silent: true,
        urgency: "critical",
      });
      notification.on("click", onClick);
      shown.set(id, notification);
      notification.show();
    },
    withdraw,
  };
}
