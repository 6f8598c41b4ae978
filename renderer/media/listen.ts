import type { Dispose } from "../../common/scope.ts";

/** Listens to one DOM event; returns its removal. */
export function listen<E extends Event>(
  target: Pick<EventTarget, "addEventListener" | "removeEventListener">,
  type: string,
  listener: (event: E) => void,
): Dispose {
  // The caller names the event's class; the DOM's own typings cannot be expressed for targets in general.
  const untyped = listener as (event: Event) => void;
  target.addEventListener(type, untyped);
  return () => target.removeEventListener(type, untyped);
}
