import type { CdpSession } from "../chromium/connection.ts";
import { decode, encode } from "../world/codec.ts";
import { isolatedWorldName, receiverName, type ToHost, type ToPage } from "../world/protocol.ts";

export interface PageLinkPorts {
  readonly bindingName: string;
  readonly onSend: (channel: string, args: unknown[]) => void;
  /** Its answer, or what it throws, goes back to the page. */
  readonly onInvoke: (channel: string, args: unknown[]) => Promise<unknown>;
  readonly onPreloadError: (cause: unknown) => void;
}

/** Messages between main and the isolated world of one window's current document. */
export class PageLink {
  readonly #ports: PageLinkPorts;
  readonly #contexts = new Set<number>();
  #cdp: CdpSession | null = null;
  #current: number | null = null;
  #queued: ToPage[] = [];
  #document = new AbortController();

  constructor(ports: PageLinkPorts) {
    this.#ports = ports;
  }

  /** Aborted when the document that is there now is gone. */
  get document(): AbortSignal {
    return this.#document.signal;
  }

  /** Before the target is let go. */
  attach(cdp: CdpSession): void {
    this.#cdp = cdp;
    cdp.on("Runtime.executionContextCreated", ({ context }) => {
      if (context.name === isolatedWorldName) this.#contexts.add(context.id);
    });
    cdp.on("Runtime.executionContextDestroyed", ({ executionContextId }) => {
      this.#contexts.delete(executionContextId);
      if (this.#current === executionContextId) this.documentGone();
    });
    cdp.on("Runtime.executionContextsCleared", () => {
      this.#contexts.clear();
      this.documentGone();
    });
    cdp.on("Runtime.bindingCalled", ({ name, payload, executionContextId }) => {
      if (name === this.#ports.bindingName && this.#contexts.has(executionContextId))
        void this.#received(JSON.parse(payload) as ToHost, executionContextId);
    });
  }

  /** Waits for the page where none is there yet. */
  send(channel: string, args: readonly unknown[]): void {
    const message: ToPage = { op: "message", channel, data: encode(args) };
    if (this.#current === null) this.#queued.push(message);
    else this.#deliver(message, this.#current);
  }

  documentGone(): void {
    this.#current = null;
    this.#document.abort();
    this.#document = new AbortController();
  }

  async #received(message: ToHost, context: number): Promise<void> {
    switch (message.op) {
      case "ready":
        this.#current = context;
        for (const queued of this.#queued.splice(0)) this.#deliver(queued, context);
        return;
      case "preload-error":
        return this.#ports.onPreloadError(decode(message.data));
      case "send":
        return this.#ports.onSend(message.channel, decode(message.data) as unknown[]);
      case "invoke":
        return this.#invoked(message, context);
    }
  }

  async #invoked(
    { id, channel, data }: { id: number; channel: string; data: string },
    context: number,
  ): Promise<void> {
    const answer = (ok: boolean, value: unknown): void =>
      this.#deliver({ op: "answer", id, ok, data: encode(value) }, context);
    try {
      answer(true, await this.#ports.onInvoke(channel, decode(data) as unknown[]));
    } catch (cause) {
      answer(false, cause instanceof Error ? cause : new Error(String(cause)));
    }
  }

  #deliver(message: ToPage, context: number): void {
    const expression = `${receiverName}(${JSON.stringify(message)})`;
    this.#cdp?.sendQuietly("Runtime.evaluate", { expression, contextId: context, silent: true });
  }
}
