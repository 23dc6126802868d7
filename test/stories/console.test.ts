import * as fc from 'fast-check';
import { discountedPrice } from '../../src/modules/event/domain/offer';
import { dealPrice } from '../../web/src/console/deal-form/deal-price';
import { parseIds } from '../../web/src/console/deal-form/parse-ids';
import { OrderRates } from '../../web/src/console/sale/order-rates';

const START = Date.parse('2026-01-01T00:00:00Z');

/** The counts of an instance that has accepted this many orders, this many seconds after the start. */
function counts(instanceId: string, second: number, placed: number) {
  return {
    instanceId,
    startedAt: new Date(START).toISOString(),
    observedAt: new Date(START + second * 1_000).toISOString(),
    listeners: { public: 0, private: 0 },
    orders: { placed, won: 0, refused: 0, soldOut: 0, cancelled: 0 },
    settlementDelayMs: null,
  };
}

describe('what the console computes in the browser', () => {
  describe('orders per second', () => {
    it('add up those of all instances, whatever the interval of each', () => {
      const rates = new OrderRates();
      rates.update([counts('a', 0, 1_000), counts('b', 0, 5)]);
      expect(rates.update([counts('a', 2, 1_030), counts('b', 1, 9)]).placed).toBe(15 + 4);
      expect(rates.total.placed).toBe(34);
    });

    it('do not jump when an instance appears that already has orders', () => {
      const rates = new OrderRates();
      rates.update([counts('a', 0, 10)]);
      expect(rates.update([counts('a', 1, 12), counts('b', 1, 9_000)]).placed).toBe(2);
      expect(rates.update([counts('a', 2, 12), counts('b', 2, 9_007)]).placed).toBe(7);
      expect(rates.total.placed).toBe(9);
    });

    it('leave out an instance that has stopped', () => {
      const rates = new OrderRates();
      rates.update([counts('a', 0, 500), counts('b', 0, 700)]);
      rates.update([counts('a', 1, 510), counts('b', 1, 710)]);
      expect(rates.update([counts('a', 2, 520)]).placed).toBe(10);
      // Redis was unavailable for a while, so the earlier orders of b do not belong to this second.
      expect(rates.update([counts('a', 3, 530), counts('b', 3, 900)]).placed).toBe(10);
      expect(rates.total.placed).toBe(40);
    });

    it('stay the same until an instance has counted again', () => {
      const rates = new OrderRates();
      rates.update([counts('a', 0, 0)]);
      expect(rates.update([counts('a', 1, 40)]).placed).toBe(40);
      expect(rates.update([counts('a', 1, 40)]).placed).toBe(40);
      expect(rates.total.placed).toBe(40);
    });
  });

  it('previews the price that the server will charge', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000_000 }), fc.integer({ min: 1, max: 99 }), (price, discount) => {
        expect(dealPrice(price, discount)).toBe(discountedPrice(price, discount));
      }),
      { numRuns: 2_000 },
    );
    expect(dealPrice(1, 99)).toBe(1);
  });

  it('reads each pasted id once, whatever separates them', () => {
    expect(parseIds('1, 2;3\n\t4 | 2 #5')).toEqual([1, 2, 3, 4, 5]);
    expect(parseIds('none, 0, 99999999999999999999')).toEqual([]);
  });
});
