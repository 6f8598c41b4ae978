import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/**
 * Takes the keyboard focus when `key` changes (or at the first render) and the control that had it went away with the
 * change. Never takes it from anything that still has it.
 */
export function useFocusIfLost<E extends HTMLElement>(key: string): RefObject<E | null> {
  const ref = useRef<E | null>(null);
  useEffect(() => {
    const focused = document.activeElement;
    if (focused === null || focused === document.body) ref.current?.focus({ preventScroll: true });
  }, [key]);
  return ref;
}
