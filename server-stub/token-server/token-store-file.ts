import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { TaskQueue } from "../../common/task-queue.ts";
import { writeWhole } from "./write-whole.ts";
import { MemoryTokenStore, TokenFamily, type TokenStore } from "./token-store.ts";

const StateFile = z.object({ version: z.literal(1), families: z.array(TokenFamily) });

/** Keeps sign-ins in one JSON file, replaced as a whole so that a crash leaves the old or the new one. Mode 0600. */
export class FileTokenStore implements TokenStore {
  readonly #path: string;
  readonly #memory: MemoryTokenStore;
  readonly #writes = new TaskQueue();
  /** The write that has not begun yet; it will contain everything up to its beginning. */
  #pending: Promise<void> | null = null;

  private constructor(path: string, families: readonly TokenFamily[]) {
    this.#path = path;
    this.#memory = new MemoryTokenStore(families);
  }

  /** Starts empty when there is no file. Throws with a sentence for a file that is not ours: never overwrite it. */
  static async open(path: string): Promise<FileTokenStore> {
    await mkdir(dirname(path), { recursive: true });
    return new FileTokenStore(path, await readFamilies(path));
  }

  get(id: string): TokenFamily | undefined {
    return this.#memory.get(id);
  }

  all(): readonly TokenFamily[] {
    return this.#memory.all();
  }

  async put(family: TokenFamily): Promise<void> {
    await this.#memory.put(family);
    await this.#save();
  }

  async delete(id: string): Promise<void> {
    await this.#memory.delete(id);
    await this.#save();
  }

  #save(): Promise<void> {
    this.#pending ??= this.#writes.run(async () => {
      this.#pending = null;
      await writeWhole(this.#path, JSON.stringify({ version: 1, families: this.#memory.all() }));
    });
    return this.#pending;
  }
}

async function readFamilies(path: string): Promise<readonly TokenFamily[]> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return [];
    throw new Error(`The state file ${path} cannot be read.`, { cause });
  }
  try {
    return StateFile.parse(JSON.parse(text)).families;
  } catch (cause) {
    throw new Error(`The state file ${path} is not one of this server's; move it away or name another.`, {
      cause,
    });
  }
}
