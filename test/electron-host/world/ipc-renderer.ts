import { decode, encode } from "./codec.ts";
import { PageEmitter } from "./page-emitter.ts";
import type { ToHost, ToPage } from "./protocol.ts";

interface Pending {
  readonly channel: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (cause: Error) => void;
}

/** `ipcRenderer` of a preload. What it throws and rejects with reads as in Electron. */
export class IpcRenderer extends PageEmitter {
  readonly #post: (message: ToHost) => void;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  constructor(post: (message: ToHost) => void) {
    super("ipcRenderer");
    this.#post = post;
  }

  send(channel: string, ...args: unknown[]): void {
    this.#post({ op: "send", channel, data: encode(args) });
  }

  invoke(channel: string, ...args: unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const data = encode(args);
      const id = ++this.#lastId;
      this.#pending.set(id, { channel, resolve, reject });
      this.#post({ op: "invoke", id, channel, data });
    });
  }

  /** Takes one message of the host. An arrow function, as it is called without its object. */
  readonly receive = (message: ToPage): void => {
    if (message.op === "answer") return this.#settle(message.id, message.ok, decode(message.data));
    const args = decode(message.data) as unknown[];
    this.emit(message.channel, { sender: this, senderId: 0, ports: [] }, ...args);
  };

  #settle(id: number, ok: boolean, value: unknown): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (pending === undefined) return;
    if (ok) pending.resolve(value);
    else pending.reject(new Error(`Error invoking remote method '${pending.channel}': ${String(value)}`));
  }
}
