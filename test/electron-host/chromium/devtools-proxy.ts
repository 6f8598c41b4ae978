import type { AddressInfo } from "node:net";
import { WebSocket, WebSocketServer } from "ws";

const maxPayload = 2 ** 28;

/** A DevTools endpoint for Playwright that lets everything through except what concerns the opener's target. */
export function startDevToolsProxy(upstream: string, hiddenTargetId: string): Promise<string> {
  return new Promise((resolve) => {
    const server = new WebSocketServer(
      { host: "127.0.0.1", port: 0, perMessageDeflate: false, maxPayload },
      () => {
        const { port } = server.address() as AddressInfo;
        resolve(`ws://127.0.0.1:${port}/devtools/browser/host`);
      },
    );
    server.on("connection", (client) => join(client, upstream, createFilter(hiddenTargetId)));
  });
}

function join(client: WebSocket, upstream: string, isHidden: (text: string) => boolean): void {
  const browser = new WebSocket(upstream, { perMessageDeflate: false, maxPayload });
  const early: string[] = [];
  client.on("message", (data: Buffer) => {
    if (browser.readyState === WebSocket.OPEN) browser.send(data.toString());
    else early.push(data.toString());
  });
  browser.on("open", () => {
    for (const text of early.splice(0)) browser.send(text);
  });
  browser.on("message", (data: Buffer) => {
    const text = data.toString();
    if (!isHidden(text)) client.send(text);
  });
  client.on("close", () => browser.close());
  browser.on("close", () => client.close());
  for (const socket of [client, browser]) socket.on("error", () => socket.terminate());
}

interface Seen {
  readonly sessionId?: string;
  readonly params?: {
    readonly targetId?: string;
    readonly sessionId?: string;
    readonly targetInfo?: { readonly targetId: string };
  };
}

/** Tells which messages of the browser concern the hidden target, or a session attached to it. */
export function createFilter(hiddenTargetId: string): (text: string) => boolean {
  const sessions = new Set<string>();
  return (text) => {
    if (!text.includes(hiddenTargetId) && sessions.size === 0) return false;
    const { sessionId, params } = JSON.parse(text) as Seen;
    if (sessionId !== undefined && sessions.has(sessionId)) return true;
    if ((params?.targetInfo?.targetId ?? params?.targetId) !== hiddenTargetId) return false;
    if (params?.sessionId !== undefined) sessions.add(params.sessionId);
    return true;
  };
}
