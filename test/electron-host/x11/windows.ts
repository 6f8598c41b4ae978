/** What the host wants of an X display: its windows by their titles, and pictures. */
import { XConnection } from "./connection.ts";
import { padded } from "./setup.ts";

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Four bytes a pixel: blue, green, red, 255. */
  readonly bgra: Buffer;
}

export interface XWindow {
  readonly id: number;
  readonly title: string;
}

interface Property {
  readonly type: number;
  readonly format: number;
  readonly value: Buffer;
}

const normalState = 1; // ICCCM 4.1.3.1; iconic windows cannot be captured
const titleProperties = ["_NET_WM_NAME", "WM_NAME"] as const;

const words = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, at) => bytes.writeUInt32LE(value >>> 0, 4 * at));
  return bytes;
};

/** Lets the server keep what is covered by other windows, so that every window has a whole picture (Composite 0.4). */
async function keepCovered(connection: XConnection): Promise<void> {
  const name = Buffer.from("Composite");
  const head = Buffer.from([name.length, 0, 0, 0]);
  const extension = await connection.ask(98, 0, Buffer.concat([head, name]));
  const [isPresent, opcode] = [extension[8] === 1, extension[9]];
  if (!isPresent || opcode === undefined) return;
  await connection.ask(opcode, 0, words(0, 4)); // the version we speak
  connection.tell(opcode, 2, words(connection.screen.root, 0)); // every child of the root, drawn by the server
}

export class XDisplay {
  readonly #connection: XConnection;
  readonly #atoms = new Map<string, Promise<number>>();

  private constructor(connection: XConnection) {
    this.#connection = connection;
  }

  static async open(display: string): Promise<XDisplay> {
    const connection = await XConnection.open(display);
    await keepCovered(connection);
    return new XDisplay(connection);
  }

  get size(): { width: number; height: number } {
    const { width, height } = this.#connection.screen;
    return { width, height };
  }

  close(): void {
    this.#connection.close();
  }

  /** Windows that the window manager shows, oldest first. Empty without a window manager. */
  async windows(): Promise<XWindow[]> {
    const list = await this.#property(this.#connection.screen.root, "_NET_CLIENT_LIST");
    const ids = Array.from({ length: (list?.value.length ?? 0) / 4 }, (_none, at) =>
      list!.value.readUInt32LE(4 * at),
    );
    const found = await Promise.all(ids.map((id) => this.#window(id).catch(() => null)));
    return found.filter((window) => window !== null);
  }

  async #window(id: number): Promise<XWindow | null> {
    const state = await this.#property(id, "WM_STATE");
    if (state === null || state.value.readUInt32LE(0) !== normalState) return null;
    for (const name of titleProperties) {
      const title = await this.#property(id, name);
      if (title !== null && title.value.length > 0) return { id, title: title.value.toString("utf8") };
    }
    return null;
  }

  /** Gives a window another title; the function that comes back undoes it, also when the window is gone by then. */
  async rename(id: number, title: string): Promise<() => Promise<void>> {
    const before = await Promise.all(titleProperties.map((name) => this.#property(id, name)));
    const type = await this.#atom("UTF8_STRING");
    for (const name of titleProperties)
      await this.#setProperty(id, name, { type, format: 8, value: Buffer.from(title) });
    await this.#property(id, "WM_NAME"); // an answer means that the change was taken
    return async () => {
      for (const [at, name] of titleProperties.entries())
        await this.#setProperty(id, name, before[at] ?? null);
    };
  }

  /** Null when the window cannot be pictured: it is hidden, or gone. */
  async picture(id: number | "screen"): Promise<Picture | null> {
    const drawable = id === "screen" ? this.#connection.screen.root : id;
    try {
      const geometry = await this.#connection.ask(14, 0, words(drawable));
      const [width, height] = [geometry.readUInt16LE(16), geometry.readUInt16LE(18)];
      const area = Buffer.alloc(8);
      area.writeUInt16LE(width, 4);
      area.writeUInt16LE(height, 6);
      const image = await this.#connection.ask(
        73,
        2, // ZPixmap: whole pixels, which are blue, green, red and one unused byte on every usual server
        Buffer.concat([words(drawable), area, words(0xffffffff)]),
      );
      const bgra = Buffer.from(image.subarray(32, 32 + 4 * width * height));
      for (let at = 3; at < bgra.length; at += 4) bgra[at] = 255;
      return bgra.length === 4 * width * height ? { width, height, bgra } : null;
    } catch {
      return null;
    }
  }

  #atom(name: string): Promise<number> {
    let atom = this.#atoms.get(name);
    if (atom === undefined) {
      const head = Buffer.alloc(4);
      head.writeUInt16LE(name.length, 0);
      atom = this.#connection
        .ask(16, 0, Buffer.concat([head, padded(Buffer.from(name))]))
        .then((reply) => reply.readUInt32LE(8));
      this.#atoms.set(name, atom);
    }
    return atom;
  }

  async #property(window: number, name: string): Promise<Property | null> {
    const atom = await this.#atom(name);
    const reply = await this.#connection.ask(20, 0, words(window, atom, 0, 0, 4_096));
    const type = reply.readUInt32LE(8);
    const format = reply.readUInt8(1);
    if (type === 0 || format === 0) return null;
    return { type, format, value: reply.subarray(32, 32 + (reply.readUInt32LE(16) * format) / 8) };
  }

  async #setProperty(window: number, name: string, property: Property | null): Promise<void> {
    const atom = await this.#atom(name);
    if (property === null) return this.#connection.tell(19, 0, words(window, atom));
    const { type, format, value } = property;
    const body = words(window, atom, type, format, (8 * value.length) / format);
    this.#connection.tell(18, 0, Buffer.concat([body, value]));
  }
}
