import type { VoiceApplication } from "../voice-options.ts";

/** Who decides about which calls. */
export class Applications {
  readonly #byId = new Map<string, VoiceApplication>();

  constructor(applications: readonly VoiceApplication[] = []) {
    for (const application of applications) this.add(application);
  }

  /** Replaces one of the same id. */
  add(application: VoiceApplication): void {
    this.#byId.set(application.id, application);
  }

  find(id: string): VoiceApplication | undefined {
    return this.#byId.get(id);
  }

  ofNumber(number: string): VoiceApplication | undefined {
    return [...this.#byId.values()].find(({ numbers }) => numbers.includes(number));
  }
}
