import { useRef } from "preact/hooks";

export interface SteadyPress {
  readonly onPointerDown: (event: PointerEvent) => void;
  readonly onClick: (event: MouseEvent) => void;
}

/** A hand trembles that much, px; farther is a change of mind. */
const tremblePx = 8;

/**
 * A press means the control on which it began. Without this a control that moves between press and release, because the
 * call goes on and others come beside it, gets no click at all (UI Events: it goes to what both places have in common).
 * Moving off the control and letting go there still calls the press off.
 */
export function useSteadyPress(onPress: () => void): SteadyPress {
  const began = useRef<{ readonly x: number; readonly y: number } | null>(null);
  return {
    onPointerDown: ({ currentTarget, pointerId, clientX: x, clientY: y }) => {
      began.current = { x, y };
      // The click goes where the pointer is captured (Pointer Events, level 3).
      (currentTarget as Element).setPointerCapture(pointerId);
    },
    onClick: ({ currentTarget, clientX: x, clientY: y }) => {
      const start = began.current;
      began.current = null;
      // Without a pointer it is the keyboard's, or that of an assistive technology.
      const moved = start !== null && Math.hypot(x - start.x, y - start.y) > tremblePx;
      if (!moved || isWithin((currentTarget as Element).getBoundingClientRect(), x, y)) onPress();
    },
  };
}

const isWithin = ({ left, right, top, bottom }: DOMRect, x: number, y: number): boolean =>
  x >= left && x <= right && y >= top && y <= bottom;
