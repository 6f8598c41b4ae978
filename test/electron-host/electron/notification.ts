import type {
  Notification as ElectronNotification,
  NotificationAction,
  NotificationConstructorOptions,
} from "electron";
import { createEvent, GuardedEmitter } from "./guarded-emitter.ts";

type Implemented = Pick<
  ElectronNotification,
  | ("show" | "close" | "title" | "subtitle" | "body" | "silent" | "hasReply" | "replyPlaceholder" | "sound")
  | ("urgency" | "timeoutType" | "actions" | "closeButtonText" | "toastXml" | "id" | "groupId" | "groupTitle")
>;

let lastId = 0;

/** A notification that nothing draws. Tests emit what its reader does: `click`, `action`, `reply`, `close`. */
export class Notification extends GuardedEmitter implements Implemented {
  readonly id: string;
  readonly groupId: string;
  readonly groupTitle: string;
  title: string;
  subtitle: string;
  body: string;
  silent: boolean;
  hasReply: boolean;
  replyPlaceholder: string;
  sound: string;
  urgency: "normal" | "critical" | "low";
  timeoutType: "default" | "never";
  actions: NotificationAction[];
  closeButtonText: string;
  toastXml: string;
  #isShown = false;

  constructor(options: NotificationConstructorOptions = {}) {
    super("Notification");
    this.id = options.id ?? `host-${++lastId}`;
    this.groupId = options.groupId ?? "";
    this.groupTitle = options.groupTitle ?? "";
    this.title = options.title ?? "";
    this.subtitle = options.subtitle ?? "";
    this.body = options.body ?? "";
    this.silent = options.silent ?? false;
    this.hasReply = options.hasReply ?? false;
    this.replyPlaceholder = options.replyPlaceholder ?? "";
    this.sound = options.sound ?? "";
    this.urgency = options.urgency ?? "normal";
    this.timeoutType = options.timeoutType ?? "default";
    this.actions = options.actions ?? [];
    this.closeButtonText = options.closeButtonText ?? "";
    this.toastXml = options.toastXml ?? "";
  }

  show(): void {
    this.#isShown = true;
    setImmediate(() => this.emit("show", createEvent({})));
  }

  /** Only a shown one says that it was closed. */
  close(): void {
    if (!this.#isShown) return;
    this.#isShown = false;
    this.emit("close", createEvent({ reason: "applicationHidden" }));
  }

  static isSupported(): boolean {
    return true;
  }
}
