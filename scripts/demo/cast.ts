/** What the parts of the demonstration share. */
import path from "node:path";
import type { Page } from "playwright-core";
import type { Office, Seat } from "../../test/e2e/support/office.ts";
import type { TestCard } from "../../test/e2e/support/test-card.ts";

export interface Cast {
  readonly office: Office;
  /** Filled when they have signed in. */
  readonly seats: { alice?: Seat; bob?: Seat };
  readonly env: Readonly<Record<string, string>>;
  /** What there is to share: a window with colours, small text and a clock. */
  readonly card: TestCard;
  /** Keeps a picture of a page for the report. */
  picture(page: Page, name: string): Promise<void>;
}

export function seatOf(cast: Cast, who: "alice" | "bob"): Seat {
  const seat = cast.seats[who];
  if (seat === undefined) throw new Error(`${who} is not there`);
  return seat;
}

export async function elapsed(work: () => Promise<unknown>): Promise<number> {
  const start = Date.now();
  await work();
  return Date.now() - start;
}

export const pictureFile = (folder: string, name: string): string => path.join(folder, `${name}.png`);
