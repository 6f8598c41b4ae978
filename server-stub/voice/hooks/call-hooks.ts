import type { Result } from "../../../common/result.ts";
import { TaskQueue } from "../../../common/task-queue.ts";
import type { Script } from "../bxml/verbs.ts";
import type { VoiceCall } from "../calls/voice-call.ts";
import { buildEvent, type EventContext, type EventExtras } from "./build-event.ts";
import type { HookClient, HookFailure } from "./hook-client.ts";
import type { Hook } from "./hook.ts";
import type { VoiceEventType } from "./voice-event.ts";

export interface CallHooksOptions {
  readonly client: Pick<HookClient, "ask" | "tell">;
  readonly context: () => EventContext;
}

/** Webhooks of calls. What is only told goes out in order within a call; what is asked goes out at once. */
export class CallHooks {
  readonly #options: CallHooksOptions;
  readonly #queues = new WeakMap<VoiceCall, TaskQueue>();

  constructor(options: CallHooksOptions) {
    this.#options = options;
  }

  ask(
    call: VoiceCall,
    hook: Hook,
    type: VoiceEventType,
    extras: EventExtras = {},
  ): Promise<Result<Script, HookFailure>> {
    const event = buildEvent(call, type, this.#options.context(), extras);
    return this.#options.client.ask(hook, event, call.facts.callbackTimeoutMs);
  }

  /** Returns at once; failures only show in the log. */
  tell(call: VoiceCall, hook: Hook, type: VoiceEventType, extras: EventExtras = {}): void {
    const event = buildEvent(call, type, this.#options.context(), extras);
    const queue = this.#queues.get(call) ?? new TaskQueue();
    this.#queues.set(call, queue);
    void queue.run(() => this.#options.client.tell(hook, event, call.facts.callbackTimeoutMs));
  }
}
