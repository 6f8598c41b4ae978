import { guarded } from "../not-in-host.ts";

export type SchemeHandler = (request: Request) => Response | Promise<Response>;

/** Which schemes the app has claimed, and who serves them. */
export class Schemes {
  readonly #declared = new Set<string>();
  readonly #handlers = new Map<string, SchemeHandler>();

  readonly isClaimed = (scheme: string): boolean => this.#declared.has(scheme) || this.#handlers.has(scheme);

  handlerOf(url: string): SchemeHandler | undefined {
    return this.#handlers.get(/^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase() ?? "");
  }

  /** `protocol`, both the module's and a session's. */
  readonly protocol = guarded("protocol", {
    registerSchemesAsPrivileged: (schemes: readonly { scheme: string }[]): void => {
      for (const { scheme } of schemes) this.#declared.add(scheme);
    },
    handle: (scheme: string, handler: SchemeHandler): void => void this.#handlers.set(scheme, handler),
    unhandle: (scheme: string): void => void this.#handlers.delete(scheme),
    isProtocolHandled: (scheme: string): boolean => this.#handlers.has(scheme),
  });
}
