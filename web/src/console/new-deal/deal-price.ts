/** What the shop will charge: whole percent off, rounded down, never below 1. Nothing here is a fraction. */
export function dealPrice(originalPrice: number, discount: number): number {
  const hundredfold = originalPrice * (100 - discount);
  return Math.max(1, (hundredfold - (hundredfold % 100)) / 100);
}
