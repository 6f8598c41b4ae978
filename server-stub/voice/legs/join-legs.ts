import { Scope, type Dispose } from "../../../common/scope.ts";
import { TaskQueue } from "../../../common/task-queue.ts";
import type { Leg } from "./leg.ts";

/** Shorter tones are missed by some receivers, longer ones only hold up the next key (R71). */
const toneMs = { shortest: 40, longest: 6_000 } as const;

/** Lets two legs hear each other, and each other's keys (R70), until disposed. */
export function joinLegs(one: Leg, other: Leg): Dispose {
  const scope = new Scope();
  connect(one, other, scope);
  connect(other, one, scope);
  return () => scope.end();
}

function connect(from: Leg, to: Leg, scope: Scope): void {
  const keys = new TaskQueue();
  scope.add(from.onFrame((frame) => to.write(frame)));
  scope.add(
    from.onDigit((digit, durationMs) => {
      const tone = Math.min(toneMs.longest, Math.max(toneMs.shortest, durationMs));
      void keys.run(() => (scope.ended ? Promise.resolve() : to.sendDigits([digit], { toneMs: tone })));
    }),
  );
}
