/**
 * Where webhooks of this process may go although the address is private: everywhere if the configuration says so, which is
 * for back ends under development, else to our own token server alone. Whoever has the API user's password chooses the
 * addresses, and must not have the server ask around in its own network.
 */
export class WebhookReach {
  readonly #everywhere: boolean;
  #own: string | null = null;

  constructor(options: { everywhere: boolean }) {
    this.#everywhere = options.everywhere;
  }

  /** The token server listens, and this is how the platform reaches it. */
  serveFrom(tokenServerUrl: string): void {
    this.#own = `${new URL(tokenServerUrl).href.replace(/\/+$/, "")}/webhooks/`;
  }

  readonly allows = (url: URL): boolean =>
    this.#everywhere || (this.#own !== null && `${url.origin}${url.pathname}`.startsWith(this.#own));
}
