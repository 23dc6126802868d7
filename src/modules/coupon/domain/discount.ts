export const MAX_ORDER_PRICE = 1_000_000_000_000_000;

/** How much a coupon takes off. */
export interface DiscountTerms {
  readonly discountType: 'RATE' | 'AMOUNT';
  /** percent for RATE, money for AMOUNT */
  readonly discountValue: number;
  /** of a RATE; null: no limit */
  readonly maxDiscount: number | null;
  readonly minOrderPrice: number;
}

/** The least price of an order off which the coupon takes something. Orders cannot reach it where it never does. */
export function leastPriceOf({ discountType, discountValue, maxDiscount, minOrderPrice }: DiscountTerms): number {
  if (discountType === 'AMOUNT') return Math.max(minOrderPrice, 1);
  return maxDiscount === 0 ? MAX_ORDER_PRICE + 1 : Math.max(minOrderPrice, Math.ceil(100 / discountValue));
}

/**
 * What a coupon takes off an order of this price: 0 below its minimum, and never more than the price. Prices reach 10^15,
 * so a price times a percentage may exceed what a number holds exactly; the hundreds and the rest are multiplied apart.
 */
export function discountOn(terms: DiscountTerms, orderPrice: number): number {
  const { discountType, discountValue, maxDiscount, minOrderPrice } = terms;
  if (orderPrice < minOrderPrice) return 0;
  if (discountType === 'AMOUNT') return Math.min(discountValue, orderPrice);
  const discount =
    Math.floor(orderPrice / 100) * discountValue + Math.floor(((orderPrice % 100) * discountValue) / 100);
  return Math.min(discount, maxDiscount ?? orderPrice, orderPrice);
}
