import fc from 'fast-check';
import type { ChargedLine } from '#order-client';
import type { ReturnState } from '#shipping';
import {
  type EarlierReturn,
  type PlannedReturn,
  planReturn,
  progressVersion,
  type ReturnableOrder,
  type ReturnItem,
  worthOf,
} from './return';

const LAMP = 1;
const SOFA = 2;
const line = (changes: Partial<ChargedLine> = {}): ChargedLine => ({
  ...{ productId: LAMP, productName: 'lamp', quantity: 3, price: 10_000, discountShare: 0, pointsShare: 0 },
  ...changes,
});
const order = (changes: Partial<ReturnableOrder> = {}): ReturnableOrder => ({
  ...{ bought: [line()], hasReceipt: true, earlier: [], window: null },
  ...changes,
});
const earlier = (state: ReturnState, quantity: number, reason: string | null = null): EarlierReturn => ({
  ...{ returnId: 7, state, reason, lines: [{ productId: LAMP, quantity }] },
});
const wish = (...items: ReturnItem[]) => ({ items: items.length === 0 ? undefined : items, reason: null });
const lamps = (quantity: number): ReturnItem => ({ productId: LAMP, quantity });
const refusal = (code: string, about: object): Error => expect.objectContaining({ code, about });

describe('what a return is worth', () => {
  it('is a third of the money and of the points for one of three lamps, rounded so that the sum is exact', () => {
    const lamp = line({ discountShare: 1_000, pointsShare: 2_000 });
    const parts = [0, 1, 2].map((before) => worthOf(lamp, before, 1, true));
    expect(parts).toEqual([
      { money: 9_000, points: 666 },
      { money: 9_000, points: 667 },
      { money: 9_000, points: 667 },
    ]);
  });

  it('is no money for an order without a receipt', () => {
    expect(worthOf(line(), 0, 3, false)).toEqual({ money: 0, points: 0 });
  });

  it('is exact for the largest amounts', () => {
    const lamp = line({ quantity: 1_000, price: 9_007_199_254_720 });
    const total = lamp.price * lamp.quantity;
    expect([worthOf(lamp, 0, 999, true).money, worthOf(lamp, 999, 1, true).money]).toEqual([
      total - lamp.price,
      lamp.price,
    ]);
  });

  it('sums up to exactly what was charged, however the units are split, and rejected returns change nothing', () => {
    const lines = fc
      .record({
        quantity: fc.integer({ min: 1, max: 1_000 }),
        price: fc.integer({ min: 0, max: 10_000_000_000 }),
        discount: fc.double({ min: 0, max: 1, noNaN: true }),
        points: fc.double({ min: 0, max: 1, noNaN: true }),
      })
      .map(({ quantity, price, discount, points }) => {
        const discountShare = Math.floor(quantity * price * discount);
        const pointsShare = Math.floor((quantity * price - discountShare) * points);
        return line({ quantity, price, discountShare, pointsShare });
      });
    const attempts = fc.array(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.boolean()), { maxLength: 12 });
    fc.assert(
      fc.property(lines, attempts, (bought, steps) => {
        const returns: EarlierReturn[] = [];
        const sums = { money: 0, points: 0, units: 0 };
        const step = (items: ReturnItem[] | undefined, isRejected: boolean): void => {
          const current = order({ bought: [bought], earlier: returns });
          const planned = planReturn(current, { items, reason: null }) as PlannedReturn;
          const [part] = planned.lines;
          if (part === undefined) throw new Error('nothing is planned');
          expect(planned.ordinal).toBe(returns.length + 1);
          expect(part.money).toBeGreaterThanOrEqual(0);
          expect(part.points).toBeGreaterThanOrEqual(0);
          returns.push({ ...earlier(isRejected ? 'REJECTED' : 'RETURNED', part.quantity), lines: [part] });
          if (isRejected) return;
          sums.money += part.money;
          sums.points += part.points;
          sums.units += part.quantity;
          expect(planned.allReturned).toBe(sums.units === bought.quantity);
        };
        for (const [quantity, isRejected] of steps) {
          const left = bought.quantity - sums.units;
          if (left > 0) step([lamps(Math.min(quantity, left))], isRejected);
        }
        if (sums.units < bought.quantity) step(undefined, false);
        const { price, quantity, discountShare, pointsShare } = bought;
        expect(sums).toEqual({
          money: price * quantity - discountShare - pointsShare,
          points: pointsShare,
          units: quantity,
        });
      }),
    );
  });
});

describe('which units can be returned', () => {
  const sofa = line({ productId: SOFA, quantity: 1, price: 50_000 });
  const both = [line(), sofa];

  it('are those that are asked for, or all that have not come back', () => {
    const returned = [earlier('RETURNED', 1), earlier('REJECTED', 2)];
    expect(planReturn(order({ bought: both, earlier: returned }), wish({ productId: SOFA, quantity: 1 }))).toEqual({
      ordinal: 3,
      lines: [{ productId: SOFA, quantity: 1, money: 50_000, points: 0 }],
      allReturned: false,
    });
    expect(planReturn(order({ bought: both, earlier: returned }), wish())).toEqual({
      ordinal: 3,
      lines: [
        { productId: LAMP, quantity: 2, money: 20_000, points: 0 },
        { productId: SOFA, quantity: 1, money: 50_000, points: 0 },
      ],
      allReturned: true,
    });
  });

  it.each<[string, ReturnItem]>([
    ['more units than are left', lamps(3)],
    ['a product that is not in the order', { productId: 99, quantity: 1 }],
  ])('refuses %s', (_what, item) => {
    expect(() => planReturn(order({ earlier: [earlier('RETURNED', 1)] }), wish(item))).toThrow(
      refusal('ORDER_NOT_RETURNABLE', { reason: 'TOO_MANY', items: [lamps(2)] }),
    );
  });

  it('refuses an order of which every unit has come back, also after its time', () => {
    const window = { until: new Date(0), isOver: true };
    const all = order({ earlier: [earlier('RETURNED', 3)], window });
    expect(() => planReturn(all, wish())).toThrow(refusal('ORDER_NOT_RETURNABLE', { reason: 'NOTHING_LEFT' }));
  });

  it('refuses a return when its time is over', () => {
    const until = new Date('2026-07-15T00:00:00Z');
    expect(() => planReturn(order({ window: { until, isOver: true } }), wish())).toThrow(
      refusal('RETURN_WINDOW_OVER', { until: until.toISOString() }),
    );
    expect(planReturn(order({ window: { until, isOver: false } }), wish())).toHaveProperty('allReturned', true);
  });

  const one = { productId: SOFA, quantity: 1 };
  it.each<[string, ReturnItem[], string | null, boolean]>([
    ['the same units for the same reason', [one, lamps(3)], null, true],
    ['all that is left, which are the same units', [], null, true],
    ['fewer units', [lamps(1), one], null, false],
    ['fewer products', [lamps(3)], null, false],
    ['another product', [lamps(3), { productId: 99, quantity: 1 }], null, false],
    ['another reason', [lamps(3), one], 'broken', false],
  ])('while a return is open, answers a request for %s', (_what, items, reason, isSame) => {
    const window = { until: new Date(0), isOver: true };
    const requested = { ...earlier('RETURN_REQUESTED', 3), lines: [lamps(3), one] };
    const plan = (): unknown =>
      planReturn(order({ bought: both, earlier: [requested], window }), { ...wish(...items), reason });
    if (isSame) expect(plan()).toEqual({ sameAs: 7 });
    else expect(plan).toThrow(refusal('RETURN_OPEN', { returnId: 7 }));
  });
});

it('counts the versions of the order on from its delivery, which is 2', () => {
  const states: ReturnState[] = ['RETURN_REQUESTED', 'RETURNED', 'REJECTED'];
  expect([1, 2].map((ordinal) => states.map((state) => progressVersion(ordinal, state)))).toEqual([
    [3, 4, 4],
    [5, 6, 6],
  ]);
});
