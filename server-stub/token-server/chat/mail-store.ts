import { z } from "zod";
import { ClientName, Envelope, PublicKey } from "../../../common/wire/chat.ts";

export const KeptEnvelope = z.object({ ...Envelope.shape, order: z.int(), at: z.number() });
/** `order` counts up in each box. */
export type KeptEnvelope = z.infer<typeof KeptEnvelope>;

/** `seenAt`: when its client was last here, to the day. */
export const KeptBox = z.object({ owner: ClientName, publicKey: PublicKey, seenAt: z.number() });
export type KeptBox = z.infer<typeof KeptBox>;

/** Where boxes and their mail are kept. A promise resolves when the change would survive a restart. */
export interface MailStore {
  /** Another word after a loss of everything. */
  readonly epoch: string;
  load(): Promise<readonly { readonly box: KeptBox; readonly envelopes: readonly KeptEnvelope[] }[]>;
  putBox(box: KeptBox): Promise<void>;
  /** With all that is in it. */
  deleteBox(owner: ClientName): Promise<void>;
  put(owner: ClientName, envelope: KeptEnvelope): Promise<void>;
  delete(owner: ClientName, orders: readonly number[]): Promise<void>;
}

/** Forgets everything with the process. */
export class MemoryMailStore implements MailStore {
  readonly epoch: string;

  constructor(epoch: string) {
    this.epoch = epoch;
  }

  load(): Promise<readonly never[]> {
    return Promise.resolve([]);
  }

  putBox(): Promise<void> {
    return Promise.resolve();
  }

  deleteBox(): Promise<void> {
    return Promise.resolve();
  }

  put(): Promise<void> {
    return Promise.resolve();
  }

  delete(): Promise<void> {
    return Promise.resolve();
  }
}
