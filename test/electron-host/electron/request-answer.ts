import type { CdpSession } from "../chromium/connection.ts";
import type { PausedRequest } from "../chromium/protocol.ts";
import { toAppUrl } from "../host-url.ts";
import type { Schemes } from "./protocol.ts";

/** Lets the app's scheme handler answer a paused request; one of another scheme goes its way. */
export async function answerRequest(paused: PausedRequest, cdp: CdpSession, schemes: Schemes): Promise<void> {
  const { requestId, request } = paused;
  const url = toAppUrl(request.url);
  const handler = schemes.handlerOf(url);
  if (handler === undefined) return cdp.sendQuietly("Fetch.continueRequest", { requestId });
  try {
    const { method, headers, postData } = request;
    const response = await handler(
      new Request(url, { method, headers, ...(postData === undefined ? {} : { body: postData }) }),
    );
    const body = Buffer.from(await response.arrayBuffer()).toString("base64");
    const responseHeaders = [...response.headers].map(([name, value]) => ({ name, value }));
    cdp.sendQuietly("Fetch.fulfillRequest", {
      requestId,
      responseCode: response.status,
      responseHeaders,
      body,
    });
  } catch (cause) {
    process.stderr.write(`electron-host: the handler of ${url} failed: ${String(cause)}\n`);
    cdp.sendQuietly("Fetch.failRequest", { requestId, errorReason: "Failed" });
  }
}
