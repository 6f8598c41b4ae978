import { effect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { active, incoming } from "../../store/calls.ts";
import { text } from "../../strings/en.ts";
import { nameOf } from "./remote-words.ts";

/** Who calls or is talked to, in the task bar too. */
export function useWindowTitle(): void {
  useEffect(() => {
    const stop = effect(() => {
      const caller = incoming.value.at(0);
      if (caller !== undefined) document.title = text.windowTitle.incoming(nameOf(caller.remote));
      else if (active.value !== null) document.title = text.windowTitle.call(nameOf(active.value.remote));
      else document.title = text.app;
    });
    return () => {
      stop();
      document.title = text.app;
    };
  }, []);
}
