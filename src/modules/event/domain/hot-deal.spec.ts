import { assertNotOver, planned, productsNotFound } from './hot-deal';

const startEventTime = new Date('2025-03-08T17:00:00.000Z');
const plan = planned({ eventDiscount: 20, eventDuration: 2, startEventTime, productIds: [30, 4, 100] });

describe('a planned hot deal', () => {
  it('ends after days of 24 hours each', () => {
    expect(plan.endEventTime).toEqual(new Date('2025-03-10T17:00:00.000Z'));
  });

  it('holds its products in ascending order, by number', () => {
    expect(plan.productIds).toEqual([4, 30, 100]);
  });

  it('is refused when its end has passed', () => {
    expect(() => assertNotOver(plan, new Date('2025-03-10T16:59:59.999Z'))).not.toThrow();
    expect(() => assertNotOver(plan, new Date('2025-03-10T17:00:00.000Z'))).toThrow(
      expect.objectContaining({ kind: 'invalid', code: 'EVENT_ALREADY_OVER' }),
    );
  });
});

describe('the refusal of a deal with missing products', () => {
  it('names twenty of them and counts the rest', () => {
    const missing = Array.from({ length: 23 }, (_, index) => index + 1);
    expect(productsNotFound(missing.slice(0, 2)).message).toBe('Product 1, 2 not found; no event was created.');
    expect(productsNotFound(missing).message).toMatch(/ 1, 2, .*, 20 and 3 more not found; no event was created\.$/);
  });
});
