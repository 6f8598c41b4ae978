import { parseParams, splitOutside } from "./split.ts";

/** One hop of a request (RFC 3261 section 20.42). */
export interface Via {
  readonly transport: string;
  /** The sent-by part. */
  readonly host: string;
  readonly port: number | undefined;
  readonly branch: string;
  /** As it is on the wire, so that a response can carry it back. */
  readonly text: string;
  readonly params: ReadonlyMap<string, string>;
}

export const magicCookie = "z9hG4bK";

export function parseVia(text: string): Via | undefined {
  const [sentProtocol = "", ...params] = splitOutside(text, ";");
  const match =
    /^SIP\s*\/\s*2\.0\s*\/\s*([A-Za-z0-9-]{1,16})\s+([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])\s*(?::\s*(\d{1,5}))?$/i.exec(
      sentProtocol,
    );
  const [, transport, host, port] = match ?? [];
  if (transport === undefined || host === undefined) return undefined;
  const parsed = parseParams(params);
  return {
    transport: transport.toUpperCase(),
    host: host.toLowerCase(),
    port: port === undefined ? undefined : Number(port),
    branch: parsed.get("branch") ?? "",
    text,
    params: parsed,
  };
}

/** With where the request really came from, for the way back (RFC 3261 section 18.2.1, RFC 3581 section 4). */
export function stampVia(via: Via, source: { readonly address: string; readonly port: number }): string {
  const rest = via.text.replace(/;\s*(?:rport|received)(?:\s*=\s*[^;,\s]*)?(?=\s*(?:;|$))/gi, "");
  return via.params.has("rport")
    ? `${rest};received=${source.address};rport=${source.port}`
    : `${rest};received=${source.address}`;
}
