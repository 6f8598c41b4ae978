import { highestLayer, type LayerSelection, type TrackLayer } from "../layers.ts";

/** Up only with room to spare. Down only by more than bitrates vary and a false alarm takes off (0.85), and not at once. */
const upFactor = 1.15;
const keepFactor = 0.8;
const patienceMs = 500;
/** Nothing at all is the last resort. */
const pausePatienceMs = 5_000;
/** A picture without a smaller one is better late and with gaps than gone, until it is hopeless. */
const hopelessFactor = 2;
/** After going down, before the next way up; doubled each time that the way up soon led down again. */
const holdMs = 2_000;
const maxHoldMs = 30_000;
const regretMs = 10_000;

/** One video of a subscriber. */
export interface Demand<Key> {
  readonly key: Key;
  /** All that the publisher sends, and the most that the subscriber wants. */
  readonly layers: readonly TrackLayer[];
  readonly limit: LayerSelection;
}

export interface Allocation<Key> {
  readonly selections: ReadonlyMap<Key, LayerSelection>;
  /** What would be needed for everything that is wanted, in bit/s; undefined when it is all there. */
  readonly wanted: number | undefined;
}

interface Memory {
  /** Undefined for a new one. */
  readonly selection: LayerSelection | undefined;
  readonly upMs: number;
  readonly holdMs: number;
  readonly heldUntilMs: number;
  /** Since when it has had more than there is room for. */
  readonly shortSinceMs: number | undefined;
}

interface Plan<Key> {
  readonly key: Key;
  /** What makes sense to select, each costing more than the one before. */
  readonly ladder: readonly TrackLayer[];
  readonly memory: Memory;
  /** Where it was in the ladder; -1 for nothing. */
  readonly before: number;
  step: number;
  isShort: boolean;
}

/**
 * Divides what a path carries among its videos: the smallest picture of each first, then in turns one step more each.
 * Slow up, fast down, and never nothing at all.
 */
export class LayerAllocator<Key> {
  #memories = new Map<Key, Memory>();

  /** `room`: for all videos together, in bit/s. */
  allocate(demands: readonly Demand<Key>[], room: number, nowMs: number): Allocation<Key> {
    const plans = demands.filter(({ limit }) => limit !== "paused").map((demand) => this.#plan(demand));
    const left = admit(plans, room, nowMs);
    upgrade(plans, left, nowMs);
    const memories = new Map<Key, Memory>();
    for (const plan of plans) memories.set(plan.key, remember(plan, nowMs));
    this.#memories = memories;
    const most = plans.reduce((sum, plan) => sum + costAt(plan, plan.ladder.length - 1), 0);
    const hasAll = plans.every(({ step, ladder }) => step === ladder.length - 1);
    return {
      selections: new Map(plans.map((plan) => [plan.key, selectionOf(plan)])),
      wanted: hasAll ? undefined : most * upFactor,
    };
  }

  #plan({ key, layers, limit }: Demand<Key>): Plan<Key> {
    const memory = this.#memories.get(key) ?? {
      selection: undefined,
      upMs: -Infinity,
      holdMs,
      heldUntilMs: -Infinity,
      shortSinceMs: undefined,
    };
    const ladder = ladderOf(layers, limit);
    const { selection } = memory;
    const before =
      selection === undefined || selection === "paused"
        ? -1
        : ladder.findLastIndex(
            ({ spatial, temporal }) =>
              spatial < selection.spatial ||
              (spatial === selection.spatial && temporal <= selection.temporal),
          );
    return { key, ladder, memory, before, step: -1, isShort: false };
  }
}

/**
 * Frame rates of the smallest picture, then larger pictures at their full rate: a large one that stutters is worse than
 * a small one that does not.
 */
function ladderOf(layers: readonly TrackLayer[], limit: LayerSelection): TrackLayer[] {
  if (limit === "paused") return [];
  const allowed = layers
    .filter(
      ({ active, spatial, temporal }) => active && spatial <= limit.spatial && temporal <= limit.temporal,
    )
    .sort((a, b) => a.spatial - b.spatial || a.temporal - b.temporal);
  const smallest = allowed[0]?.spatial;
  const ladder: TrackLayer[] = [];
  allowed.forEach((layer, at) => {
    const isFullRate = allowed[at + 1]?.spatial !== layer.spatial;
    if (layer.spatial !== smallest && !isFullRate) return;
    // A larger one for less.
    while (ladder.length > 0 && (ladder.at(-1)?.bitrateBps ?? 0) >= layer.bitrateBps) ladder.pop();
    ladder.push(layer);
  });
  return ladder;
}

const costAt = ({ ladder }: Plan<unknown>, step: number): number => ladder[step]?.bitrateBps ?? 0;

/** Whether to go on with what does not fit, for a while. */
function bears(plan: Plan<unknown>, nowMs: number, patience: number): boolean {
  plan.isShort = true;
  return nowMs - (plan.memory.shortSinceMs ?? nowMs) < patience;
}

/** Gives each the smallest, the cheapest first, so that as many as possible have one. Returns what is left. */
function admit(plans: readonly Plan<unknown>[], room: number, nowMs: number): number {
  let left = room;
  const cheapestFirst = [...plans].sort((a, b) => costAt(a, 0) - costAt(b, 0));
  cheapestFirst.forEach((plan, at) => {
    const cost = costAt(plan, 0);
    if (plan.ladder.length === 0 || (at > 0 && !isAdmitted(plan, cost, { left, nowMs }))) return;
    plan.step = 0;
    left -= cost;
  });
  return left;
}

function isAdmitted(plan: Plan<unknown>, cost: number, at: { left: number; nowMs: number }): boolean {
  const { ladder, memory } = plan;
  if (memory.selection === "paused") return at.nowMs >= memory.heldUntilMs && cost * upFactor <= at.left;
  const factor = ladder.length === 1 ? keepFactor / hopelessFactor : keepFactor;
  return cost * factor <= at.left || bears(plan, at.nowMs, pausePatienceMs);
}

function upgrade(plans: readonly Plan<unknown>[], room: number, nowMs: number): void {
  let left = room;
  for (let changed = true; changed;) {
    changed = false;
    for (const plan of plans) {
      const extra = costAt(plan, plan.step + 1) - costAt(plan, plan.step);
      if (!mayRise(plan, extra, { left, nowMs })) continue;
      plan.step += 1;
      left -= extra;
      changed = true;
    }
  }
}

function mayRise(plan: Plan<unknown>, extra: number, at: { left: number; nowMs: number }): boolean {
  const { step, before, ladder, memory } = plan;
  if (step < 0 || step + 1 >= ladder.length) return false;
  if (step < before) return extra * keepFactor <= at.left || bears(plan, at.nowMs, patienceMs);
  return at.nowMs >= memory.heldUntilMs && extra * upFactor <= at.left;
}

function remember(plan: Plan<unknown>, nowMs: number): Memory {
  const { memory, before, step } = plan;
  const selection = selectionOf(plan);
  const shortSinceMs = plan.isShort ? (memory.shortSinceMs ?? nowMs) : undefined;
  if (step < before) {
    const regretted = nowMs - memory.upMs < regretMs;
    const held = regretted ? Math.min(maxHoldMs, 2 * memory.holdMs) : holdMs;
    return { selection, upMs: memory.upMs, holdMs: held, heldUntilMs: nowMs + held, shortSinceMs };
  }
  const wentUp = step > before && memory.selection !== undefined;
  return { ...memory, selection, upMs: wentUp ? nowMs : memory.upMs, shortSinceMs };
}

function selectionOf({ ladder, step }: Plan<unknown>): LayerSelection {
  // Nothing has been measured yet.
  if (ladder.length === 0) return highestLayer;
  const layer = ladder[step];
  if (layer === undefined) return "paused";
  const isFullRate = step > 0 && ladder[step + 1]?.spatial !== layer.spatial;
  const isOnly = ladder.length === 1;
  return { spatial: layer.spatial, temporal: isFullRate || isOnly ? highestLayer.temporal : layer.temporal };
}
