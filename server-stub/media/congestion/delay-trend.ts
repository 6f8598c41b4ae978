/** Packets sent within this time are one group: a frame leaves at once (draft-ietf-rmcat-gcc-02 section 5.2). */
const groupMs = 5;
const windowSize = 20;
const smoothing = 0.9;
/** Scales a slope to the milliseconds that the threshold is in. */
const gain = 4;
const maxDeltas = 60;
/** Section 5.5: the threshold follows the trend, faster up than down, so that other traffic does not starve ours. */
const initialThresholdMs = 12.5;
const thresholdUp = 0.0087;
const thresholdDown = 0.039;
const minThresholdMs = 6;
const maxThresholdMs = 600;
const maxThresholdStepMs = 100;
/** A trend this far above the threshold is an outlier; the threshold does not follow it. */
const outlierMs = 15;
const overuseAfterMs = 10;
/** After a longer pause the network is another one. */
const resetAfterMs = 2_000;

export type Usage = "normal" | "overuse" | "underuse";

interface Group {
  readonly firstSentMs: number;
  lastSentMs: number;
  lastArrivalMs: number;
}

/**
 * Sees a queue grow before it overflows: the slope of the one-way delay over the last packet groups against an
 * adaptive threshold (section 5, with a regression line in place of its Kalman filter, as libwebrtc has it).
 */
export class DelayTrend {
  #current: Group | undefined;
  #previous: Group | undefined;
  #deltas = 0;
  #accumulatedMs = 0;
  #smoothedMs = 0;
  #firstArrivalMs = 0;
  #points: { readonly x: number; readonly y: number }[] = [];
  #thresholdMs = initialThresholdMs;
  #updatedMs = 0;
  #trend = 0;
  #overusedMs: number | undefined;
  #overuses = 0;
  #usage: Usage = "normal";

  get usage(): Usage {
    return this.#usage;
  }

  /** One packet that has arrived; in order of sending, times on each side's own clock. */
  add(sentMs: number, arrivalMs: number): void {
    const group = this.#current;
    // Reordered on its way to the socket: it says nothing of the queue.
    if (group !== undefined && sentMs < group.firstSentMs) return;
    if (group !== undefined && Math.abs(arrivalMs - group.lastArrivalMs) > resetAfterMs) this.#reset();
    else if (group !== undefined && this.#belongs(group, sentMs, arrivalMs)) {
      group.lastSentMs = Math.max(group.lastSentMs, sentMs);
      group.lastArrivalMs = Math.max(group.lastArrivalMs, arrivalMs);
      return;
    } else if (group !== undefined) {
      const before = this.#previous;
      this.#previous = group;
      if (before !== undefined) this.#compare(before, group);
    }
    this.#current = { firstSentMs: sentMs, lastSentMs: sentMs, lastArrivalMs: arrivalMs };
  }

  #belongs(group: Group, sentMs: number, arrivalMs: number): boolean {
    if (sentMs - group.firstSentMs <= groupMs) return true;
    // Section 5.2: what comes out of a stalled link in one burst was not delayed by its own queue.
    const arrivalDelta = arrivalMs - group.lastArrivalMs;
    const grew = arrivalDelta - (sentMs - group.lastSentMs);
    return grew < 0 && arrivalDelta <= groupMs && arrivalMs - group.lastArrivalMs < 100;
  }

  #compare(before: Group, group: Group): void {
    const sendDelta = group.lastSentMs - before.lastSentMs;
    const arrivalDelta = group.lastArrivalMs - before.lastArrivalMs;
    // Late by reordering; the group before it has told already.
    if (arrivalDelta < 0) return;
    if (this.#deltas === 0) this.#firstArrivalMs = group.lastArrivalMs;
    this.#deltas = Math.min(this.#deltas + 1, 1_000);
    this.#accumulatedMs += arrivalDelta - sendDelta;
    this.#smoothedMs = smoothing * this.#smoothedMs + (1 - smoothing) * this.#accumulatedMs;
    this.#points.push({ x: group.lastArrivalMs - this.#firstArrivalMs, y: this.#smoothedMs });
    if (this.#points.length > windowSize) this.#points.shift();
    if (this.#points.length === windowSize) {
      this.#detect(slope(this.#points), sendDelta, group.lastArrivalMs);
    }
  }

  #detect(trend: number, sendDelta: number, nowMs: number): void {
    const scaledMs = Math.min(this.#deltas, maxDeltas) * trend * gain;
    if (scaledMs > this.#thresholdMs) {
      this.#overusedMs = this.#overusedMs === undefined ? sendDelta / 2 : this.#overusedMs + sendDelta;
      this.#overuses += 1;
      // Once and for a moment is an accident; a trend that already falls is an end.
      if (this.#overusedMs > overuseAfterMs && this.#overuses > 1 && trend >= this.#trend) {
        this.#overusedMs = 0;
        this.#overuses = 0;
        this.#usage = "overuse";
      }
    } else {
      this.#overusedMs = undefined;
      this.#overuses = 0;
      this.#usage = scaledMs < -this.#thresholdMs ? "underuse" : "normal";
    }
    this.#trend = trend;
    this.#adapt(scaledMs, nowMs);
  }

  #adapt(scaledMs: number, nowMs: number): void {
    const elapsedMs = this.#updatedMs === 0 ? 0 : Math.min(nowMs - this.#updatedMs, maxThresholdStepMs);
    this.#updatedMs = nowMs;
    const distance = Math.abs(scaledMs) - this.#thresholdMs;
    if (distance > outlierMs) return;
    const step = (distance < 0 ? thresholdDown : thresholdUp) * distance * elapsedMs;
    this.#thresholdMs = Math.max(minThresholdMs, Math.min(maxThresholdMs, this.#thresholdMs + step));
  }

  #reset(): void {
    this.#previous = undefined;
    this.#deltas = 0;
    this.#accumulatedMs = 0;
    this.#smoothedMs = 0;
    this.#points = [];
    this.#overusedMs = undefined;
    this.#overuses = 0;
    this.#usage = "normal";
  }
}

/** Of the line with the least squares. */
function slope(points: readonly { readonly x: number; readonly y: number }[]): number {
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  let numerator = 0;
  let denominator = 0;
  for (const { x, y } of points) {
    numerator += (x - meanX) * (y - meanY);
    denominator += (x - meanX) ** 2;
  }
  return denominator === 0 ? 0 : numerator / denominator;
}
