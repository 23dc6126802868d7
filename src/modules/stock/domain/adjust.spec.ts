import { adjust, MAX_QUANTITY, StockLimitExceeded, UNLIMITED, UNLIMITED_QUANTITY } from './adjust';

describe('an adjustment', () => {
  const held = new Map([
    [1, { quantity: 5 }],
    [2, { quantity: MAX_QUANTITY }],
    [3, { quantity: MAX_QUANTITY }],
  ]);

  it('adds the given units on an increase', () => {
    expect(
      adjust(
        'increase',
        [
          { productId: 1, quantity: 3 },
          { productId: 9, quantity: 2 },
        ],
        held,
      ),
    ).toEqual([
      { productId: 1, quantity: 8, unlimited: false, delta: 3, moved: 3 },
      { productId: 9, quantity: 2, unlimited: false, delta: 2, moved: 2 },
    ]);
  });

  it('sets the given quantity on a reset, whatever it was', () => {
    expect(
      adjust(
        'reset',
        [
          { productId: 1, quantity: 3 },
          { productId: 2, quantity: MAX_QUANTITY },
        ],
        held,
      ),
    ).toEqual([
      { productId: 1, quantity: 3, unlimited: false, delta: -2, moved: -2 },
      { productId: 2, quantity: MAX_QUANTITY, unlimited: false, delta: 0, moved: 0 },
    ]);
  });

  it('is refused as a whole, naming every product that would exceed the limit', () => {
    const rows = [1, 2, 3].map((productId) => ({ productId, quantity: 1 }));
    expect(() => adjust('increase', rows, held)).toThrow(StockLimitExceeded);
    expect(() => adjust('increase', rows, held)).toThrow(expect.objectContaining({ productIds: [2, 3] }));
  });

  it('lets a level stay that cancels have raised above the limit, but not rise', () => {
    const above = new Map([[1, { quantity: MAX_QUANTITY + 5 }]]);
    const to = (quantity: number) => adjust('reset', [{ productId: 1, quantity }], above);
    expect([5, 3].map((more) => to(MAX_QUANTITY + more)[0]?.delta)).toEqual([0, -2]);
    expect(() => to(MAX_QUANTITY + 6)).toThrow(StockLimitExceeded);
  });

  it('to no limit sets the level that stands for it, without a movement', () => {
    const [one, nine] = adjust(
      'reset',
      [1, 9].map((productId) => ({ productId, quantity: UNLIMITED })),
      held,
    );
    expect(one).toEqual({ productId: 1, quantity: UNLIMITED_QUANTITY, unlimited: true, delta: UNLIMITED_QUANTITY - 5 });
    expect(nine?.delta).toBe(UNLIMITED_QUANTITY);
  });

  it('of a stock without a limit makes up for what was sold in the meantime, or is refused as an increase', () => {
    const unlimited = new Map([[1, { quantity: UNLIMITED_QUANTITY, counted: -40 }]]);
    const rows = [{ productId: 1, quantity: 3 }];
    expect(adjust('reset', rows, unlimited)).toEqual([
      { productId: 1, quantity: 3, unlimited: false, delta: 3 - UNLIMITED_QUANTITY, moved: 43 },
    ]);
    expect(() => adjust('increase', rows, unlimited)).toThrow(StockLimitExceeded);
  });

  it('names at most twenty products to a client', () => {
    const rows = Array.from({ length: 30 }, (_, index) => ({ productId: index + 1, quantity: MAX_QUANTITY + 1 }));
    const about = { productIds: rows.slice(0, 20).map(({ productId }) => productId), limit: MAX_QUANTITY };
    expect(() => adjust('reset', rows, new Map())).toThrow(expect.objectContaining({ about }));
  });
});
