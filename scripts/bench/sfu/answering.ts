/** The child's end of `AskedChild`. */

export type Handlers = Readonly<Record<string, (parameters: Readonly<Record<string, unknown>>) => unknown>>;

/** Answers what the parent asks until it hangs up. */
export function answerParent(handlers: Handlers): void {
  process.on("message", (message: { id: number; ask: string } & Record<string, unknown>) => {
    const reply = (answer: { value?: unknown; error?: string }): void => {
      if (process.connected) process.send?.({ id: message.id, ...answer });
    };
    Promise.resolve()
      .then(() => {
        const handler = handlers[message.ask];
        if (handler === undefined) throw new Error(`nobody answers "${message.ask}"`);
        return handler(message);
      })
      .then((value) => reply({ value }))
      .catch((cause: unknown) => reply({ error: cause instanceof Error ? cause.message : String(cause) }));
  });
  process.on("disconnect", () => process.exit(0));
}

export function text(value: unknown): string {
  if (typeof value !== "string") throw new Error("a text is missing");
  return value;
}
