import type { Dispose } from "../../common/scope.ts";

/** One notification of the operating system. Title and body may hold what others wrote. */
export interface Note {
  readonly title: string;
  readonly body: string;
  /** Stays until it is withdrawn or answered, and makes no sound of its own. */
  readonly insistent: boolean;
  /** Where the system has them. */
  readonly buttons: readonly string[];
  readonly onClick: () => void;
  readonly onButton: (index: number) => void;
}

/** Shows one and hands over how it is withdrawn; null where there are no notifications. */
export type Notify = (note: Note) => Dispose | null;
