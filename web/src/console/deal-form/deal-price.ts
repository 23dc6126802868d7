/** As the server computes it: whole percent off, rounded down, at least 1. Integers only, so nothing is inexact. */
export function dealPrice(originalPrice: number, discount: number): number {
  const hundredfold = originalPrice * (100 - discount);
  return Math.max(1, (hundredfold - (hundredfold % 100)) / 100);
}
