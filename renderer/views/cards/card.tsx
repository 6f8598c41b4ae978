import { useEffect } from "preact/hooks";
import type { VNode } from "preact";
import { settings } from "../../store/snapshot.ts";
import { IncomingWindow } from "./incoming-window.tsx";
import { MiniWindow } from "./mini-window.tsx";
import { ShareBar } from "./share-bar.tsx";

/** One of the small windows, by the name in its address. Empty until main has answered. */
export function Card({ name }: { readonly name: string }): VNode | null {
  const theme = settings.value?.theme ?? "system";
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  if (settings.value === null) return null;
  switch (name) {
    case "incoming":
      return <IncomingWindow />;
    case "mini":
      return <MiniWindow />;
    case "share-bar":
      return <ShareBar />;
    default:
      return null;
  }
}
