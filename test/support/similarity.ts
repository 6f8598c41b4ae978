/**
 * How alike two pictures of brightness are: the mean structural similarity over windows of 8 by 8 px (Wang et al. 2004),
 * 1 for the same picture. Windows without any structure in the first are left out: white paper is easy.
 */
export function similarity(one: readonly number[], other: readonly number[], width: number): number {
  const height = Math.floor(one.length / width);
  const side = 8;
  const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];
  let sum = 0;
  let count = 0;
  for (let top = 0; top + side <= height; top += side) {
    for (let left = 0; left + side <= width; left += side) {
      const [a, b] = [one, other].map((picture) => window8(picture, left, top)) as [number[], number[]];
      const [meanA, meanB] = [mean(a), mean(b)];
      const varianceA = mean(a.map((value) => (value - meanA) ** 2));
      if (varianceA < 25) continue;
      const varianceB = mean(b.map((value) => (value - meanB) ** 2));
      const covariance = mean(a.map((value, index) => (value - meanA) * ((b[index] ?? 0) - meanB)));
      sum +=
        ((2 * meanA * meanB + c1) * (2 * covariance + c2)) /
        ((meanA ** 2 + meanB ** 2 + c1) * (varianceA + varianceB + c2));
      count += 1;
    }
  }
  return count === 0 ? 1 : sum / count;

  function window8(picture: readonly number[], left: number, top: number): number[] {
    const values: number[] = [];
    for (let y = top; y < top + side; y += 1)
      for (let x = left; x < left + side; x += 1) values.push(picture[y * width + x] ?? 0);
    return values;
  }
}

/** The part of a picture with a margin around it that lies on `one`: where both differ least. */
export function aligned(
  one: readonly number[],
  wider: readonly number[],
  { width, margin }: { readonly width: number; readonly margin: number },
): readonly number[] {
  const height = Math.floor(one.length / width);
  const row = width + 2 * margin;
  const moved = (dx: number, dy: number): readonly number[] =>
    Array.from({ length: height }, (_, y) =>
      wider.slice((y + dy) * row + dx, (y + dy) * row + dx + width),
    ).flat();
  const shifts = Array.from({ length: (2 * margin + 1) ** 2 }, (_, index) =>
    moved(index % (2 * margin + 1), Math.floor(index / (2 * margin + 1))),
  );
  const difference = (other: readonly number[]): number =>
    other.reduce((sum, value, index) => sum + Math.abs(value - (one[index] ?? 0)), 0);
  return shifts.reduce((best, next) => (difference(next) < difference(best) ? next : best));
}

const mean = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / values.length;
