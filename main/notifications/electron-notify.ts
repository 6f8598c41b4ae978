import { Notification } from "electron/main";
import { notificationBody } from "../strings/foreign-text.ts";
import type { Notify } from "./notify.ts";

export const electronNotify: Notify = (note) => {
  if (!Notification.isSupported()) return null;
  const notification = new Notification({
    title: note.title,
    body: notificationBody(note.body, process.platform),
    silent: note.insistent,
    urgency: note.insistent ? "critical" : "normal",
    timeoutType: note.insistent ? "never" : "default",
    actions: note.buttons.map((text) => ({ type: "button", text })),
  });
  notification.on("click", () => note.onClick());
  notification.on("action", (_event, index) => note.onButton(index));
  notification.show();
  return () => notification.close();
};
