import { discountOn, type DiscountTerms } from './discount';

const terms = (changes: Partial<DiscountTerms>): DiscountTerms => ({
  discountType: 'RATE',
  discountValue: 10,
  maxDiscount: null,
  minOrderPrice: 0,
  ...changes,
});
const PAIRS = 200_000;
const MAX_ORDER_PRICE = 1_000_000_000_000_000;

describe('the discount of a coupon', () => {
  it('is exact for 200,000 random prices and percentages', () => {
    const wrong: string[] = [];
    for (let pair = 0; pair < PAIRS; pair++) {
      const price = Math.floor(Math.random() * MAX_ORDER_PRICE) + 1;
      const percent = Math.floor(Math.random() * 100) + 1;
      const exact = (BigInt(price) * BigInt(percent)) / 100n;
      if (BigInt(discountOn(terms({ discountValue: percent }), price)) !== exact)
        wrong.push(`${percent} % of ${price}`);
    }
    expect(wrong).toEqual([]);
  });

  it.each<[string, Partial<DiscountTerms>, number, number]>([
    ['a percentage is rounded down', { discountValue: 33 }, 199, 65],
    ['a percentage is limited', { discountValue: 50, maxDiscount: 3_000 }, 10_000, 3_000],
    ['a limit of 0 takes off nothing', { maxDiscount: 0 }, 10_000, 0],
    ['100 percent is the whole price', { discountValue: 100 }, 12_345, 12_345],
    ['an amount is taken off', { discountType: 'AMOUNT', discountValue: 1_000 }, 5_000, 1_000],
    ['an amount is never above the price', { discountType: 'AMOUNT', discountValue: 1_000 }, 700, 700],
    ['a price at the minimum suffices', { minOrderPrice: 5_000 }, 5_000, 500],
    ['a price below the minimum takes off nothing', { minOrderPrice: 5_000 }, 4_999, 0],
  ])('%s', (_, changes, price, discount) => {
    expect(discountOn(terms(changes), price)).toBe(discount);
  });
});
