/**
 * Draws from 1 to `size` like customers (Zipf, s = 1): the second number comes half as often as the first, the third a
 * third as often. Each run draws the same numbers, so that runs can be compared.
 */
export function zipf(size: number): () => number {
  const sums: number[] = [];
  for (let rank = 1, sum = 0; rank <= size; rank++) sums.push((sum += 1 / rank));
  const random = lehmer();
  return () => {
    const drawn = random() * (sums.at(-1) ?? 0);
    let [low, high] = [0, size - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) < drawn) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}

/** The generator of Park and Miller, 0 < x < 1. */
function lehmer(): () => number {
  let state = 20_250_715;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
