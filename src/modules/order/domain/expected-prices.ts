import { DomainError } from '#platform/domain-error';
import type { OrderContents } from '#order';
import { type OrderLine, totalPrice } from './order';

/**
 * Refuses prices that are higher than the buyer was shown; lower ones are charged. If only the total is higher, all
 * prices are named.
 * @throws DomainError PRICE_CHANGED
 */
export function refuseHigherPrices(
  { items, expectedTotal = Infinity }: OrderContents,
  lines: readonly OrderLine[],
): void {
  const expected = new Map(items.map(({ productId, expectedPrice }) => [productId, expectedPrice]));
  const higher = lines.filter(({ productId, price }) => price > (expected.get(productId) ?? Infinity));
  if (higher.length > 0) throw priceChanged(higher);
  if (totalPrice(lines) > expectedTotal) throw priceChanged(lines);
}

function priceChanged(lines: readonly OrderLine[]): DomainError {
  const prices = lines.map(({ productId, price }) => ({ productId, productPrice: price }));
  return new DomainError('conflict', 'PRICE_CHANGED', 'The price is higher than expected.', { about: { prices } });
}
