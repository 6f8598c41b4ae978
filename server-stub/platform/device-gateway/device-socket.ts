/** 1000: go away; 1001: come back (R59); 1003: not text; 1008: too many frames (RFC 6455 section 7.4.1). */
export type CloseCode = 1000 | 1001 | 1003 | 1008;

/** One WebSocket, as a device uses it. Every method is harmless on a socket that is closed. */
export interface DeviceSocket {
  send(message: object): void;
  close(code: CloseCode): void;
  /** Ends it without a close frame. */
  terminate(): void;
}
