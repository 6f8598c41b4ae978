import { EventEmitter } from "node:events";
import { guarded } from "../not-in-host.ts";

/** An emitter of which an unknown member throws. Private fields of derived classes live on the guard itself. */
export class GuardedEmitter extends EventEmitter {
  constructor(name: string) {
    super();
    this.setMaxListeners(0);
    return guarded(name, this);
  }
}

/** Electron's first event argument. `preventDefault` may be called detached. */
export interface PreventableEvent {
  defaultPrevented: boolean;
  preventDefault: () => void;
}

/** Makes an event with further fields of the event's own. */
export function createEvent<T extends object>(fields: T): T & PreventableEvent {
  const event = {
    ...fields,
    defaultPrevented: false,
    preventDefault: () => {
      event.defaultPrevented = true;
    },
  };
  return event;
}
