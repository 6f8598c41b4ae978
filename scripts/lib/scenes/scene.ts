/** What a picture shows, and how it comes about. */
import type { Page } from "playwright-core";
import type { Snapshot } from "../../../common/contract/state.ts";

export interface Scene {
  readonly name: string;
  /** Made anew for each picture: its times are seen from now. */
  readonly state: () => Partial<Snapshot>;
  /** What the user does before the picture is taken. */
  readonly act?: (page: Page) => Promise<void>;
  /** A small window instead of the main one: its page below the server's address, and its size. */
  readonly card?: { readonly page: string; readonly width: number; readonly height: number };
  /** Also in high contrast, in forced colours and with text of twice the size. */
  readonly main?: boolean;
}
