/** An `<audio>` element that only notes what it is told. */
export class FakeAudioElement {
  hidden = false;
  autoplay = false;
  muted = false;
  srcObject: unknown = null;
  sinkId = "";
  removed = false;
  readonly dataset: Record<string, string> = {};
  readonly #available: ReadonlySet<string>;

  constructor(available: readonly string[] = []) {
    this.#available = new Set(["", ...available]);
  }

  async setSinkId(id: string): Promise<void> {
    await Promise.resolve();
    if (!this.#available.has(id)) throw new DOMException("scripted", "NotFoundError");
    this.sinkId = id;
  }

  remove(): void {
    this.removed = true;
  }

  get asElement(): HTMLAudioElement {
    return this as unknown as HTMLAudioElement;
  }
}
