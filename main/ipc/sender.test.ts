import type { BrowserWindow, IpcMainInvokeEvent } from "electron/main";
import { describe, expect, it } from "vitest";
import type { Handlers } from "../../common/contract/contract.ts";
import { ok } from "../../common/result.ts";
import { KeptLog } from "../../test/support/kept-log.ts";
import { createIpcServer } from "./ipc-server.ts";
import { senderOf } from "./sender.ts";

const origin = "app://deskline";

interface FakeFrame {
  readonly parent: object | null;
  readonly origin: string;
}
interface FakeContents {
  mainFrame: FakeFrame;
}

/** A window with one page, as far as it is asked who sent something. */
function windowWith(mainFrame: FakeFrame) {
  const webContents: FakeContents = { mainFrame };
  return { webContents, isDestroyed: () => false };
}
type FakeWindow = ReturnType<typeof windowWith>;

const page = (): FakeFrame => ({ parent: null, origin });
/** What Electron does with whatever is asked of a frame that was disposed. */
const disposed = (): FakeFrame => ({
  get parent(): object | null {
    throw new Error("Render frame was disposed before WebFrameMain could be accessed");
  },
  get origin(): string {
    throw new Error("Render frame was disposed before WebFrameMain could be accessed");
  },
});

function bench() {
  const main = windowWith(page());
  const card = windowWith(page());
  const windows = {
    main: (): BrowserWindow | null => main as unknown as BrowserWindow, // only what the fake has is used
    cards: () => [card as unknown as BrowserWindow],
  };
  const served: string[] = [];
  const handlers = {
    "state.get": () => {
      served.push("state.get");
      return Promise.resolve(ok(null));
    },
  } as unknown as Handlers;
  const serve = createIpcServer({ handlers, origin, log: new KeptLog() });
  const ask = async (sender: FakeContents, senderFrame: FakeFrame | null): Promise<readonly string[]> => {
    const event = { sender, senderFrame } as unknown as IpcMainInvokeEvent;
    await serve(senderOf(event, windows), "state.get", null);
    return served;
  };
  return { main, card, windows, ask };
}

describe("who sent a request", () => {
  it("is our main window, or a small one, by its main frame", async () => {
    const { main, card, ask } = bench();
    expect(await ask(main.webContents, main.webContents.mainFrame)).toEqual(["state.get"]);
    expect(await ask(card.webContents, card.webContents.mainFrame)).toEqual(["state.get", "state.get"]);
  });

  it.each<[string, (main: FakeWindow) => readonly [FakeContents, FakeFrame | null]]>([
    [
      "a frame inside our page, of our own origin",
      ({ webContents }) => [webContents, { parent: webContents.mainFrame, origin }],
    ],
    [
      "a frame inside our page, of another origin",
      ({ webContents }) => [webContents, { parent: webContents.mainFrame, origin: "https://evil.example" }],
    ],
    ["a frame that was taken out of our page", ({ webContents }) => [webContents, { parent: null, origin }]],
    [
      "a page of another origin in our window",
      ({ webContents }) => {
        webContents.mainFrame = { parent: null, origin: "https://evil.example" };
        return [webContents, webContents.mainFrame];
      },
    ],
    [
      "a page whose origin only begins like ours",
      ({ webContents }) => {
        webContents.mainFrame = { parent: null, origin: `${origin}.evil.example` };
        return [webContents, webContents.mainFrame];
      },
    ],
    [
      "a page without an origin",
      ({ webContents }) => {
        webContents.mainFrame = { parent: null, origin: "null" };
        return [webContents, webContents.mainFrame];
      },
    ],
    ["a frame that is gone", ({ webContents }) => [webContents, null]],
    [
      "a frame that was disposed meanwhile",
      ({ webContents }) => {
        webContents.mainFrame = disposed();
        return [webContents, webContents.mainFrame];
      },
    ],
    [
      "the developer tools of our window",
      () => {
        const tools = windowWith({ parent: null, origin: "devtools://devtools" });
        return [tools.webContents, tools.webContents.mainFrame];
      },
    ],
    [
      "a page of our origin in a window that we did not open",
      () => {
        const other = windowWith(page());
        return [other.webContents, other.webContents.mainFrame];
      },
    ],
  ])("is refused: %s", async (_name, sender) => {
    const { main, ask } = bench();
    const [contents, frame] = sender(main);
    expect(await ask(contents, frame)).toEqual([]);
  });

  it("is refused once our window is destroyed, and where there is none", async () => {
    const { main, windows, ask } = bench();
    main.isDestroyed = () => true;
    expect(await ask(main.webContents, main.webContents.mainFrame)).toEqual([]);
    windows.main = () => null;
    expect(await ask(main.webContents, main.webContents.mainFrame)).toEqual([]);
  });
});
