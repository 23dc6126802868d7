import * as fc from 'fast-check';
import { discountedPrice } from '../../src/modules/event/domain/offer';
import { dealPrice } from '../../web/src/console/new-deal/deal-price';
import { withOffset } from '../../web/src/console/new-deal/local-time';
import { idsIn } from '../../web/src/console/new-deal/pasted-ids';
import { OrderFlow } from '../../web/src/console/sale/order-flow';

const START = Date.parse('2026-01-01T00:00:00Z');

/** What an instance says that has accepted so many orders, so many seconds after the start. */
function says(instanceId: string, second: number, placed: number) {
  return {
    instanceId,
    startedAt: new Date(START).toISOString(),
    observedAt: new Date(START + second * 1_000).toISOString(),
    listeners: { public: 0, private: 0 },
    orders: { placed, won: 0, refused: 0, soldOut: 0, cancelled: 0 },
    settlementDelayMs: null,
  };
}

describe("what an administrator's console reckons by itself", () => {
  describe('orders per second', () => {
    it('are those of all instances together, however long each took to count', () => {
      const flow = new OrderFlow();
      flow.take([says('a', 0, 1_000), says('b', 0, 5)]);
      expect(flow.take([says('a', 2, 1_030), says('b', 1, 9)]).placed).toBe(15 + 4);
      expect(flow.total.placed).toBe(34);
    });

    it('make no leap when an instance appears with orders of its own', () => {
      const flow = new OrderFlow();
      flow.take([says('a', 0, 10)]);
      expect(flow.take([says('a', 1, 12), says('b', 1, 9_000)]).placed).toBe(2);
      expect(flow.take([says('a', 2, 12), says('b', 2, 9_007)]).placed).toBe(7);
      expect(flow.total.placed).toBe(9);
    });

    it('forget an instance that is gone', () => {
      const flow = new OrderFlow();
      flow.take([says('a', 0, 500), says('b', 0, 700)]);
      flow.take([says('a', 1, 510), says('b', 1, 710)]);
      expect(flow.take([says('a', 2, 520)]).placed).toBe(10);
      // Redis was away for a while: what b did meanwhile is not of this second.
      expect(flow.take([says('a', 3, 530), says('b', 3, 900)]).placed).toBe(10);
      expect(flow.total.placed).toBe(40);
    });

    it('stay as they were while an instance has not counted anew', () => {
      const flow = new OrderFlow();
      flow.take([says('a', 0, 0)]);
      expect(flow.take([says('a', 1, 40)]).placed).toBe(40);
      expect(flow.take([says('a', 1, 40)]).placed).toBe(40);
      expect(flow.total.placed).toBe(40);
    });
  });

  it('previews the price that the shop will charge', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000_000 }), fc.integer({ min: 1, max: 99 }), (price, discount) => {
        expect(dealPrice(price, discount)).toBe(discountedPrice(price, discount));
      }),
      { numRuns: 2_000 },
    );
    expect(dealPrice(1, 99)).toBe(1);
  });

  it('reads pasted ids whatever parts them, each once', () => {
    expect(idsIn('1, 2;3\n\t4 | 2 #5')).toEqual([1, 2, 3, 4, 5]);
    expect(idsIn('none, 0, 99999999999999999999')).toEqual([]);
  });

  it('sends a local time as the moment that it is here', () => {
    for (const local of ['2026-01-15T09:30', '2026-07-15T21:05', '2026-03-29T12:00'])
      expect(Date.parse(withOffset(local))).toBe(new Date(local).getTime());
  });
});
