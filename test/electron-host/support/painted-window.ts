/** Windows of one colour on an X display, made by us: what captures are compared with. */
import { XConnection } from "../x11/connection.ts";
import { padded } from "../x11/setup.ts";

const inputOutput = 1;
const backPixel = 0x02;
const wmName = 39;
const stringType = 31;

export interface Paint {
  readonly title: string;
  /** 0xrrggbb */
  readonly color: number;
  readonly width: number;
  readonly height: number;
}

export interface PaintedWindow {
  readonly xid: number;
  close(): void;
}

/** Maps the window; the window manager lists it a moment later. */
export async function paintWindow(display: string, paint: Paint): Promise<PaintedWindow> {
  const connection = await XConnection.open(display);
  const xid = connection.screen.resourceBase + 1;
  const area = Buffer.alloc(12);
  area.writeUInt16LE(paint.width, 4);
  area.writeUInt16LE(paint.height, 6);
  area.writeUInt16LE(inputOutput, 10);
  const ids = words(xid, connection.screen.root);
  connection.tell(1, 0, Buffer.concat([ids, area, words(0, backPixel, paint.color)]));
  const title = Buffer.from(paint.title);
  connection.tell(18, 0, Buffer.concat([words(xid, wmName, stringType, 8, title.length), padded(title)]));
  connection.tell(8, 0, words(xid));
  await connection.ask(14, 0, words(xid)); // its geometry: the window is there when the answer is
  return { xid, close: () => connection.close() };
}

function words(...values: number[]): Buffer {
  return Buffer.from(new Uint32Array(values).buffer);
}
