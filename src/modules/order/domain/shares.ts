/** The part of one line of an order in what is taken off the order, in the currency's smallest unit. */
export interface Share {
  readonly discount: number;
  readonly points: number;
}

interface TakenOff {
  readonly discount: number;
  readonly points: number;
}

/**
 * Shares out the discount of an order by the prices of its lines, and its points by what the discount leaves of them.
 * The shares sum up exactly, and no line is charged less than nothing.
 * @param prices of the lines; together at least `discount + points`
 */
export function sharesOf(prices: readonly number[], { discount, points }: TakenOff): Share[] {
  const discounts = apportion(discount, prices);
  const left = prices.map((price, line) => price - (discounts[line] ?? 0));
  const tenders = apportion(points, left);
  return prices.map((_, line) => ({ discount: discounts[line] ?? 0, points: tenders[line] ?? 0 }));
}

/**
 * The largest remainder method: each part is `amount * weight / sum`, rounded down, and what is left over goes to the
 * largest remainders, one each; of equal ones the earlier line is first. No part is larger than its weight.
 */
function apportion(amount: number, weights: readonly number[]): number[] {
  if (amount === 0) return weights.map(() => 0);
  const sum = weights.reduce((total, weight) => total + BigInt(weight), 0n);
  const products = weights.map((weight) => BigInt(amount) * BigInt(weight));
  const parts = products.map((product) => product / sum);
  const leftOver = Number(BigInt(amount) - parts.reduce((total, part) => total + part, 0n));
  const byRemainder = products
    .map((product, line) => ({ line, remainder: product % sum }))
    .sort((a, b) => (a.remainder === b.remainder ? a.line - b.line : a.remainder > b.remainder ? -1 : 1));
  for (const { line } of byRemainder.slice(0, leftOver)) parts[line] = (parts[line] ?? 0n) + 1n;
  return parts.map(Number);
}
