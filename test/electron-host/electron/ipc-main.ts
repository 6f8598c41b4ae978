import type { IpcMain as ElectronIpcMain } from "electron";
import { GuardedEmitter } from "./guarded-emitter.ts";

export type InvokeHandler = Parameters<ElectronIpcMain["handle"]>[1];

/** `ipcMain`. Messages come as events, invocations through `handlerOf`. */
export class IpcMain extends GuardedEmitter implements Pick<ElectronIpcMain, "handle" | "removeHandler"> {
  readonly #handlers = new Map<string, InvokeHandler>();

  constructor() {
    super("ipcMain");
  }

  handle(channel: string, handler: InvokeHandler): void {
    if (this.#handlers.has(channel))
      throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.#handlers.set(channel, handler);
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }

  handlerOf(channel: string): InvokeHandler {
    const handler = this.#handlers.get(channel);
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
    return handler;
  }
}
