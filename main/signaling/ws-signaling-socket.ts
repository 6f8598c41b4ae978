import { WebSocket } from "ws";
import type { OpenSignalingSocket } from "./signaling-socket.ts";

const handshakeTimeoutMs = 8_000;
const maxFrameBytes = 1_048_576;
const abnormalClosure = 1006;

/** The real socket. Text frames only: a binary one is no message of device signaling v3 (bandwidth.md 4.1). */
export const openWsSignalingSocket: OpenSignalingSocket = (url, events) => {
  const socket = new WebSocket(url, {
    handshakeTimeout: handshakeTimeoutMs,
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
    followRedirects: false,
  });
  let ended = false;
  const end = (code: number, status: number | null): void => {
    if (ended) return;
    ended = true;
    events.onClose({ code, status });
  };
  socket.on("open", () => events.onOpen());
  socket.on("message", (data: Buffer, isBinary) => {
    if (!isBinary) events.onText(data.toString("utf8"));
  });
  socket.on("unexpected-response", (request, response) => {
    end(abnormalClosure, response.statusCode ?? null);
    request.destroy();
  });
  socket.on("close", (code) => end(code, null));
  socket.on("error", () => end(abnormalClosure, null));
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: (code) => socket.close(code),
  };
};
