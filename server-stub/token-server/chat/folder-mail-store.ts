import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import type { z } from "zod";
import type { ClientName } from "../../../common/wire/chat.ts";
import { writeWhole } from "../write-whole.ts";
import { KeptBox, KeptEnvelope, type MailStore } from "./mail-store.ts";

/**
 * A folder a box, a file an envelope, each written whole and with its own name only when it is on the disk. What it keeps
 * is sealed already; mode 0600 all the same.
 */
export class FolderMailStore implements MailStore {
  readonly epoch: string;
  readonly #folder: string;

  private constructor(folder: string, epoch: string) {
    this.#folder = folder;
    this.epoch = epoch;
  }

  static async open(folder: string): Promise<FolderMailStore> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = path.join(folder, "epoch");
    const kept = await readIfThere(file);
    if (kept !== null && kept !== "") return new FolderMailStore(folder, kept);
    const epoch = randomUUID();
    await writeWhole(file, epoch);
    return new FolderMailStore(folder, epoch);
  }

  async load(): Promise<readonly { box: KeptBox; envelopes: readonly KeptEnvelope[] }[]> {
    const boxes: { box: KeptBox; envelopes: KeptEnvelope[] }[] = [];
    for (const entry of await readdir(this.#folder, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      const folder = path.join(this.#folder, entry.name);
      const box = await readJson(path.join(folder, "box.json"), KeptBox);
      if (box === null) continue;
      const names = (await readdir(folder)).filter((name) => /^\d+\.json$/.test(name));
      const read = await Promise.all(names.map((name) => readJson(path.join(folder, name), KeptEnvelope)));
      const envelopes = read.filter((envelope) => envelope !== null);
      boxes.push({ box, envelopes: envelopes.sort((one, other) => one.order - other.order) });
    }
    return boxes;
  }

  async putBox(box: KeptBox): Promise<void> {
    const folder = this.#of(box.owner);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeWhole(path.join(folder, "box.json"), JSON.stringify(box));
  }

  async deleteBox(owner: ClientName): Promise<void> {
    await rm(this.#of(owner), { recursive: true, force: true });
  }

  async put(owner: ClientName, envelope: KeptEnvelope): Promise<void> {
    await writeWhole(this.#file(owner, envelope.order), JSON.stringify(envelope));
  }

  async delete(owner: ClientName, orders: readonly number[]): Promise<void> {
    await Promise.all(orders.map((order) => rm(this.#file(owner, order), { force: true })));
  }

  #of({ user, client }: ClientName): string {
    const name = createHash("sha256").update(`${user}/${client}`).digest("hex").slice(0, 32);
    return path.join(this.#folder, name);
  }

  #file(owner: ClientName, order: number): string {
    return path.join(this.#of(owner), `${String(order).padStart(12, "0")}.json`);
  }
}

async function readJson<S extends z.ZodType>(file: string, schema: S): Promise<z.output<S> | null> {
  const text = await readIfThere(file);
  if (text === null) return null;
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    // Half of a file that a crash left; the sender has it still.
    return null;
  }
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    throw cause;
  }
}
