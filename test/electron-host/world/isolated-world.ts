import { Bridge } from "./bridge.ts";
import { encode } from "./codec.ts";
import { eventLink } from "./event-link.ts";
import { type PageInfo, type ToHost, hookChannels, hooksKey, receiverName } from "./protocol.ts";
import { guarded } from "../not-in-host.ts";
import { PageEmitter } from "./page-emitter.ts";
import { IpcRenderer } from "./ipc-renderer.ts";

/** The preload, wrapped as a CommonJS module is. */
export type PreloadFunction = (
  require: (name: string) => unknown,
  module: { exports: unknown },
  exports: unknown,
  process: unknown,
  global: unknown,
) => void;

/** Runs in the isolated world before the page's first script: gives the preload its `electron` and starts it. */
export function startIsolatedWorld(info: PageInfo, preload: PreloadFunction | null): void {
  // Electron runs preloads in the main frame only; a window's first empty document would swallow early messages.
  if (self !== top || location.href === "about:blank") return;
  const globals = globalThis as unknown as Record<string, unknown>;
  const binding = globals[info.bindingName] as (text: string) => void;
  const send = (message: ToHost): void => binding(JSON.stringify(message));
  const ipcRenderer = new IpcRenderer(send);
  Object.defineProperty(globalThis, receiverName, { value: ipcRenderer.receive });

  const bridge = new Bridge(eventLink(info.secret, "isolated"), () => undefined);
  bridge.expose(hooksKey, {
    permission: (ask: unknown) => ipcRenderer.invoke(hookChannels.permission, ask),
    windowOpen: (ask: unknown) => ipcRenderer.send(hookChannels.windowOpen, ask),
    displayMedia: (ask: unknown) => ipcRenderer.invoke(hookChannels.displayMedia, ask),
    displayMediaStarted: (id: unknown) => ipcRenderer.send(hookChannels.displayMediaStarted, id),
  });
  if (preload !== null) runPreload(preload, { info, ipcRenderer, bridge, send });
  send({ op: "ready" });
}

interface PreloadParts {
  readonly info: PageInfo;
  readonly ipcRenderer: IpcRenderer;
  readonly bridge: Bridge;
  readonly send: (message: ToHost) => void;
}

function runPreload(preload: PreloadFunction, parts: PreloadParts): void {
  const { info, ipcRenderer, bridge, send } = parts;
  const electron = guarded("electron (in a preload)", {
    ipcRenderer,
    contextBridge: guarded("contextBridge", { exposeInMainWorld: exposer(bridge) }),
  });
  const module: { exports: unknown } = { exports: {} };
  try {
    preload(sandboxedRequire(electron), module, module.exports, processOf(info), globalThis);
  } catch (cause) {
    console.error("Unable to load preload script:", cause);
    send({ op: "preload-error", data: encode(cause instanceof Error ? cause : new Error(String(cause))) });
  }
}

function exposer(bridge: Bridge): (key: string, api: unknown) => void {
  const exposed = new Set<string>();
  return (key, api) => {
    if (exposed.has(key))
      throw new Error("Cannot bind an API on top of an existing property on the window object");
    exposed.add(key);
    bridge.expose(key, api);
  };
}

/** A sandboxed preload can load these and nothing else (Electron, "Process Sandboxing"). */
function sandboxedRequire(electron: object): (name: string) => unknown {
  const events = Object.assign(PageEmitter, { EventEmitter: PageEmitter });
  const timers = { setTimeout, clearTimeout, setInterval, clearInterval };
  const url = { URL, URLSearchParams };
  const modules: Readonly<Record<string, unknown>> = {
    ...{ electron, "electron/renderer": electron, "electron/common": electron },
    ...{ events, "node:events": events, timers, "node:timers": timers, url, "node:url": url },
  };
  return (name) => {
    if (!Object.hasOwn(modules, name)) throw new Error(`module not found: ${name}`);
    return modules[name];
  };
}

const processOf = (info: PageInfo): object =>
  guarded("process (in a preload)", {
    ...{ platform: info.platform, arch: info.arch, versions: info.versions, argv: info.argv, env: {} },
    ...{ type: "renderer", sandboxed: true, contextIsolated: true, isMainFrame: true },
  });
