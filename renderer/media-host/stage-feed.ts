import type { LinkId } from "../../common/ids.ts";
import type { Dispose } from "../../common/scope.ts";

/** A stream of somebody else that reaches us. */
export interface RemoteShow {
  readonly link: LinkId;
  /** Whose, as the service says; null when it does not say. */
  readonly participantId: string | null;
  readonly alias: string | null;
  readonly media: MediaStream;
}

/** A stream of ours that others may see. */
export interface OwnShow {
  readonly link: LinkId;
  readonly alias: string;
  readonly media: MediaStream;
}

/** All that can be shown of live media. A new value for each change. */
export interface Stage {
  readonly remote: readonly RemoteShow[];
  readonly own: readonly OwnShow[];
  /** Participants who talk now. */
  readonly speaking: ReadonlySet<string>;
  /** We talk, or try to: a muted microphone hears nothing. */
  readonly selfSpeaking: boolean;
}

/** What is to be seen, for whoever shows it. Media fills it, views read it through the store, and neither knows the other. */
export class StageFeed {
  readonly #listeners = new Set<(stage: Stage) => void>();
  readonly #speaking = new Map<LinkId, ReadonlySet<string>>();
  readonly #selfSpeaking = new Set<LinkId>();
  #remote: readonly RemoteShow[] = [];
  #own: readonly OwnShow[] = [];

  /** Tells the present state at once, and then every change. */
  watch(listener: (stage: Stage) => void): Dispose {
    this.#listeners.add(listener);
    listener(this.#stage());
    return () => void this.#listeners.delete(listener);
  }

  addRemote(show: RemoteShow): Dispose {
    this.#remote = [...this.#remote, show];
    this.#tell();
    return () => {
      this.#remote = this.#remote.filter((each) => each !== show);
      this.#tell();
    };
  }

  addOwn(show: OwnShow): Dispose {
    this.#own = [...this.#own, show];
    this.#tell();
    return () => {
      this.#own = this.#own.filter((each) => each !== show);
      this.#tell();
    };
  }

  setSpeaking(link: LinkId, participantIds: ReadonlySet<string>): void {
    if (participantIds.size === 0) this.#speaking.delete(link);
    else this.#speaking.set(link, participantIds);
    this.#tell();
  }

  setSelfSpeaking(link: LinkId, speaking: boolean): void {
    if (speaking) this.#selfSpeaking.add(link);
    else this.#selfSpeaking.delete(link);
    this.#tell();
  }

  #stage(): Stage {
    return {
      remote: this.#remote,
      own: this.#own,
      speaking: new Set([...this.#speaking.values()].flatMap((ids) => [...ids])),
      selfSpeaking: this.#selfSpeaking.size > 0,
    };
  }

  #tell(): void {
    const stage = this.#stage();
    for (const listener of this.#listeners) listener(stage);
  }
}
