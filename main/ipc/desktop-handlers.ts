import type { Handlers } from "../../common/contract/contract.ts";
import { ok } from "../../common/result.ts";
import type { IncomingLinks } from "../desktop/incoming-links.ts";

export interface DesktopHandlerPorts {
  readonly links: IncomingLinks;
  readonly showWindow: () => void;
}

export function desktopHandlers({
  links,
  showWindow,
}: DesktopHandlerPorts): Pick<Handlers, "link.answer" | "window.show"> {
  return {
    "link.answer": ({ open }) => {
      links.answer(open);
      return Promise.resolve(ok(null));
    },
    "window.show": () => {
      showWindow();
      return Promise.resolve(ok(null));
    },
  };
}
