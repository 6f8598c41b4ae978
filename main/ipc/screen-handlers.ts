import type { Handlers } from "../../common/contract/contract.ts";
import type { ShareService } from "../screen/share-service.ts";

type ScreenHandlers = Pick<
  Handlers,
  "screen.sources" | "screen.share" | "screen.preview" | "screen.mode" | "screen.pause" | "screen.stop"
>;

export function screenHandlers(shares: ShareService): ScreenHandlers {
  return {
    "screen.sources": () => shares.sources(),
    "screen.share": (wanted) => Promise.resolve(shares.start(wanted)),
    "screen.preview": ({ source }) => Promise.resolve(shares.preview(source)),
    "screen.mode": ({ mode }) => Promise.resolve(shares.setMode(mode)),
    "screen.pause": ({ paused }) => Promise.resolve(shares.pause(paused)),
    "screen.stop": () => Promise.resolve(shares.stop()),
  };
}
