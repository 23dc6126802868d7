import fc from 'fast-check';
import { sharesOf } from './shares';

const price = fc.integer({ min: 1, max: 10_000_000_000_000 });
const order = fc
  .array(price, { minLength: 1, maxLength: 100 })
  .chain((prices) => {
    const total = prices.reduce((sum, one) => sum + one, 0);
    return fc.record({ prices: fc.constant(prices), discount: fc.nat(total), rest: fc.nat(total) });
  })
  .map(({ prices, discount, rest }) => {
    const left = prices.reduce((sum, one) => sum + one, 0) - discount;
    return { prices, discount, points: Math.min(rest, left) };
  });
const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

describe('the shares of the lines of an order', () => {
  it('sum up exactly to what is taken off, and no line is charged less than nothing', () => {
    fc.assert(
      fc.property(order, ({ prices, discount, points }) => {
        const shares = sharesOf(prices, { discount, points });
        expect(shares).toHaveLength(prices.length);
        expect(sum(shares.map((share) => share.discount))).toBe(discount);
        expect(sum(shares.map((share) => share.points))).toBe(points);
        shares.forEach((share, line) => {
          expect(share.discount).toBeGreaterThanOrEqual(0);
          expect(share.points).toBeGreaterThanOrEqual(0);
          expect(share.discount + share.points).toBeLessThanOrEqual(prices[line] ?? 0);
        });
      }),
      { numRuns: 500 },
    );
  });

  it('differ by less than one unit from the exact proportion', () => {
    fc.assert(
      fc.property(order, ({ prices, discount }) => {
        const total = BigInt(sum(prices));
        sharesOf(prices, { discount, points: 0 }).forEach((share, line) => {
          const difference = BigInt(share.discount) * total - BigInt(discount) * BigInt(prices[line] ?? 0);
          expect(difference > -total && difference < total).toBe(true);
        });
      }),
    );
  });

  it('give what is left over to the largest remainders, of equal ones to the earlier line', () => {
    const discounts = (prices: readonly number[], discount: number) =>
      sharesOf(prices, { discount, points: 0 }).map((share) => share.discount);
    expect(discounts([100, 100, 100], 100)).toEqual([34, 33, 33]);
    expect(discounts([100, 100, 100], 200)).toEqual([67, 67, 66]);
    expect(discounts([10, 25, 65], 10)).toEqual([1, 3, 6]);
    expect(discounts([1, 2, 7], 5)).toEqual([1, 1, 3]);
  });

  it('take points from what the discount has left of each line', () => {
    expect(sharesOf([1_000, 3_000], { discount: 1_000, points: 3_000 })).toEqual([
      { discount: 250, points: 750 },
      { discount: 750, points: 2_250 },
    ]);
    expect(sharesOf([500], { discount: 500, points: 0 })).toEqual([{ discount: 500, points: 0 }]);
  });
});
