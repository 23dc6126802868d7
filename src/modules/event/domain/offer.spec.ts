import type { Offer } from '../event.contract';
import { bestAt, discountedPrice } from './offer';

const noon = new Date('2025-07-15T12:00:00.000Z');
const minutes = (count: number): Date => new Date(noon.getTime() + count * 60_000);

const offer = (terms: Partial<Offer>): Offer => ({
  eventId: 1,
  productId: 7,
  eventDiscount: 20,
  originalPrice: 1_000,
  discountPrice: 800,
  eventDuration: 1,
  startEventTime: minutes(-60),
  endEventTime: minutes(60),
  ...terms,
});

describe('the price in a hot deal', () => {
  it.each([
    [1_000, 20, 800],
    [999, 20, 799],
    [101, 50, 50],
    [3, 34, 1],
    [1, 99, 1],
    [99, 99, 1],
    [200, 99, 2],
    [199, 99, 1],
    [10_000_000_000, 1, 9_900_000_000],
    [9_999_999_999, 1, 9_899_999_999],
    [9_999_999_999, 99, 99_999_999],
  ])('of %d won with %d %% off is %d', (price, discount, expected) => {
    expect(discountedPrice(price, discount)).toBe(expected);
  });

  it('is the exact floor for every discount of prices of any size', () => {
    for (let discount = 1; discount <= 99; discount++) {
      for (const price of [1, 7, 99, 100, 101, 12_345, 99_999_999, 1_234_567_891, 9_999_999_967, 10_000_000_000]) {
        const exact = (BigInt(price) * BigInt(100 - discount)) / 100n;
        expect(BigInt(discountedPrice(price, discount))).toBe(exact > 1n ? exact : 1n);
      }
    }
  });
});

describe('the best of several offers', () => {
  it.each([
    ['has the lowest price', offer({ eventId: 2, discountPrice: 700 }), offer({ eventId: 1, eventDiscount: 90 })],
    [
      'at one price has the higher discount',
      offer({ eventId: 2, eventDiscount: 30, endEventTime: minutes(90) }),
      offer({ eventId: 1, eventDiscount: 20 }),
    ],
    [
      'at one price and discount ends earlier',
      offer({ eventId: 2, endEventTime: minutes(59) }),
      offer({ eventId: 1, endEventTime: minutes(60) }),
    ],
    ['is otherwise the one created first', offer({ eventId: 1 }), offer({ eventId: 2 })],
  ])('%s', (_, better, worse) => {
    expect(bestAt([better, worse], noon)).toBe(better);
    expect(bestAt([worse, better], noon)).toBe(better);
  });

  it('counts from its start, inclusive, to its end, exclusive', () => {
    const deal = offer({ startEventTime: minutes(-1), endEventTime: minutes(1) });
    const at = (instant: number): Offer | undefined => bestAt([deal], new Date(instant));
    expect(at(minutes(-1).getTime() - 1)).toBeUndefined();
    expect(at(minutes(-1).getTime())).toBe(deal);
    expect(at(minutes(1).getTime() - 1)).toBe(deal);
    expect(at(minutes(1).getTime())).toBeUndefined();
  });

  it('is one that runs, though a cheaper one is to come', () => {
    const cheaper = offer({ eventId: 2, discountPrice: 1, startEventTime: minutes(1) });
    const running = offer({ eventId: 1 });
    expect(bestAt([cheaper, running], noon)).toBe(running);
    expect(bestAt([cheaper], noon)).toBeUndefined();
  });

  it('is never one that was ended before its start', () => {
    const ended = offer({ startEventTime: minutes(1), endEventTime: minutes(-1) });
    for (const instant of [-2, -1, 0, 1, 2]) expect(bestAt([ended], minutes(instant))).toBeUndefined();
  });
});
