class FakeSource {
  buffer: { length: number } | null = null;
  loop = false;
  started = false;
  onended: (() => void) | null = null;

  connect(): void {}

  start(): void {
    this.started = true;
  }
}

/** As much of an AudioContext as tones need; notes what happens to it. */
export class FakeAudioContext {
  readonly sampleRate = 8_000;
  readonly destination = {};
  currentTime = 0;
  state: AudioContextState = "running";
  sinkId = "";
  readonly fades: number[] = [];
  readonly sources: FakeSource[] = [];

  createGain() {
    const gain = { value: 1, setTargetAtTime: (value: number) => this.fades.push(value) };
    return { gain, connect: () => {} };
  }

  createBuffer(_channels: number, length: number) {
    return { length, copyToChannel: () => {} };
  }

  createBufferSource(): FakeSource {
    const source = new FakeSource();
    this.sources.push(source);
    return source;
  }

  setSinkId(id: string): Promise<void> {
    this.sinkId = id;
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.state = "closed";
    return Promise.resolve();
  }

  get asContext(): AudioContext {
    return this as unknown as AudioContext;
  }
}
