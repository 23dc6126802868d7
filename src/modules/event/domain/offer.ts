import type { Offer } from '../event.contract';

/** Rounded down to a whole unit of money, at least 1. Exact: prices reach 10^10, so no multiplication exceeds 2^53. */
export function discountedPrice(originalPrice: number, discount: number): number {
  const hundredfold = originalPrice * (100 - discount);
  return Math.max(1, (hundredfold - (hundredfold % 100)) / 100);
}

/** Of the offers that run at `instant`: the lowest price, then the higher discount, the earlier end, the smaller id. */
export function bestAt(offers: readonly Offer[], instant: Date): Offer | undefined {
  const at = instant.getTime();
  let best: Offer | undefined;
  for (const offer of offers) {
    const runs = offer.startEventTime.getTime() <= at && at < offer.endEventTime.getTime();
    if (runs && (best === undefined || isBetter(offer, best))) best = offer;
  }
  return best;
}

function isBetter(one: Offer, other: Offer): boolean {
  const order =
    one.discountPrice - other.discountPrice ||
    other.eventDiscount - one.eventDiscount ||
    one.endEventTime.getTime() - other.endEventTime.getTime() ||
    one.eventId - other.eventId;
  return order < 0;
}
