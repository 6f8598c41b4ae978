/** One WebSocket to the device gateway, as the link sees it. Each callback is called from outside, never within `open`. */
export interface SignalingSocketEvents {
  onOpen(): void;
  onText(text: string): void;
  /** Exactly once, last. `status` is the HTTP status of a refused handshake, `code` the close code (1006 if none). */
  onClose(end: { readonly code: number; readonly status: number | null }): void;
}

export interface SignalingSocket {
  send(text: string): void;
  close(code: number): void;
}

/** Opens one; its failure is an `onClose`. The address holds the device token: never logged (R25). */
export type OpenSignalingSocket = (url: string, events: SignalingSocketEvents) => SignalingSocket;
