import { adjust, MAX_QUANTITY, StockLimitExceeded } from './adjust';

describe('an adjustment', () => {
  const held = new Map([
    [1, 5],
    [2, MAX_QUANTITY],
    [3, MAX_QUANTITY],
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
      { productId: 1, quantity: 8, delta: 3 },
      { productId: 9, quantity: 2, delta: 2 },
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
      { productId: 1, quantity: 3, delta: -2 },
      { productId: 2, quantity: MAX_QUANTITY, delta: 0 },
    ]);
  });

  it('is refused as a whole, naming every product that would exceed the limit', () => {
    const rows = [1, 2, 3].map((productId) => ({ productId, quantity: 1 }));
    expect(() => adjust('increase', rows, held)).toThrow(StockLimitExceeded);
    expect(() => adjust('increase', rows, held)).toThrow(expect.objectContaining({ productIds: [2, 3] }));
  });
});
