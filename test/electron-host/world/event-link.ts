import type { BridgeLink } from "./bridge.ts";

/** The link of one side. `secret` keeps page scripts from guessing the event names. */
export function eventLink(secret: string, side: "isolated" | "main"): BridgeLink {
  const other = side === "isolated" ? "main" : "isolated";
  return {
    post: (detail) => void window.dispatchEvent(new CustomEvent(`${secret}:${side}`, { detail })),
    onMessage: (listener) =>
      window.addEventListener(
        `${secret}:${other}`,
        (event) => {
          event.stopImmediatePropagation();
          listener((event as CustomEvent<unknown>).detail);
        },
        true,
      ),
  };
}
