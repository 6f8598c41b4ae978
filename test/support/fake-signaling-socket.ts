import type {
  OpenSignalingSocket,
  SignalingSocket,
  SignalingSocketEvents,
} from "../../main/signaling/signaling-socket.ts";

interface Frame {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
}

/** One socket that a test plays the gateway on. */
export class FakeSignalingSocket implements SignalingSocket {
  readonly url: string;
  readonly events: SignalingSocketEvents;
  readonly sent: Frame[] = [];
  closedWith: number | null = null;

  constructor(url: string, events: SignalingSocketEvents) {
    this.url = url;
    this.events = events;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Frame);
  }

  close(code: number): void {
    this.closedWith = code;
  }

  methods(): (string | undefined)[] {
    return this.sent.map((frame) => frame.method);
  }

  /** Answers the newest request of that method. */
  answer(method: string, result: unknown): void {
    this.receive({ jsonrpc: "2.0", id: this.#idOf(method), result });
  }

  refuse(method: string, code: number): void {
    this.receive({ jsonrpc: "2.0", id: this.#idOf(method), error: { code, message: "no" } });
  }

  receive(message: unknown): void {
    this.events.onText(JSON.stringify(message));
  }

  lose(code: number, status: number | null = null): void {
    this.events.onClose({ code, status });
  }

  #idOf(method: string): number | undefined {
    return this.sent.filter((frame) => frame.method === method).at(-1)?.id;
  }
}

/** Opens fake sockets and keeps them, newest last. */
export class FakeGateway {
  readonly sockets: FakeSignalingSocket[] = [];
  readonly open: OpenSignalingSocket = (url, events) => {
    const socket = new FakeSignalingSocket(url, events);
    this.sockets.push(socket);
    return socket;
  };

  get socket(): FakeSignalingSocket {
    const newest = this.sockets.at(-1);
    if (newest === undefined) throw new Error("no socket was opened");
    return newest;
  }
}
