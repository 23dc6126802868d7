import { allocate, holders, type StockLevel, undecided, unitsPerProduct, withdrawn } from './allocate';

const levels = (
  entries: Record<number, number>,
  { retired = [], unlimited = [] }: { retired?: number[]; unlimited?: number[] } = {},
): Map<number, StockLevel> =>
  new Map(
    Object.entries(entries).map(([key, quantity]) => {
      const id = Number(key);
      return [id, { quantity, retired: retired.includes(id), unlimited: unlimited.includes(id) }];
    }),
  );
const order = (orderId: number, lines: Record<number, number>) => ({
  orderId,
  lines: Object.entries(lines).map(([productId, quantity]) => ({ productId: Number(productId), quantity })),
});
const outcomes = (allocation: ReturnType<typeof allocate>): string[] =>
  allocation.decisions.map(({ outcome }) => outcome);

describe('an allocation', () => {
  it('serves requests in order of arrival until nothing is left', () => {
    const [one, two, three] = [order(1, { 7: 1 }), order(2, { 7: 1 }), order(3, { 7: 1 })];
    const allocation = allocate([one, two, three], levels({ 7: 2 }));
    expect(outcomes(allocation)).toEqual(['TAKEN', 'TAKEN', 'REFUSED']);
    expect(allocation.granted).toEqual([one, two]);
    expect(allocation.taken).toEqual(new Map([[7, 2]]));
  });

  it('leaves the units that a large order cannot have to a smaller one after it', () => {
    const allocation = allocate([order(1, { 7: 5 }), order(2, { 7: 3 })], levels({ 7: 3 }));
    expect(outcomes(allocation)).toEqual(['REFUSED', 'TAKEN']);
  });

  it('takes nothing for an order when one of its products is not available', () => {
    const allocation = allocate([order(1, { 7: 1, 8: 1 }), order(2, { 7: 1 })], levels({ 7: 1, 8: 0 }));
    expect(outcomes(allocation)).toEqual(['REFUSED', 'TAKEN']);
    expect(allocation.taken).toEqual(new Map([[7, 1]]));
  });

  it('refuses a product that never had stock', () => {
    const [decision] = allocate([order(1, { 9: 1 })], levels({})).decisions;
    expect(decision).toEqual({ orderId: 1, outcome: 'REFUSED', reason: 'INSUFFICIENT_STOCK' });
  });

  it('refuses a deleted product as unavailable, whatever is left of it', () => {
    const [decision] = allocate([order(1, { 7: 1 })], levels({ 7: 5 }, { retired: [7] })).decisions;
    expect(decision).toEqual({ orderId: 1, outcome: 'REFUSED', reason: 'PRODUCT_UNAVAILABLE' });
  });
});

describe('a stock without a limit', () => {
  const stocked = levels({ 7: 3, 8: 2 }, { unlimited: [7] });

  it('is never too small, and is not taken from', () => {
    const allocation = allocate([order(1, { 7: 5 }), order(2, { 7: 9, 8: 2 }), order(3, { 7: 1, 8: 1 })], stocked);
    expect(outcomes(allocation)).toEqual(['TAKEN', 'TAKEN', 'REFUSED']);
    expect(allocation.granted).toHaveLength(2);
    expect(allocation.taken).toEqual(new Map([[8, 2]]));
  });

  it('ends with its product', () => {
    const [decision] = allocate([order(1, { 7: 1 })], levels({ 7: 3 }, { retired: [7], unlimited: [7] })).decisions;
    expect(decision).toMatchObject({ reason: 'PRODUCT_UNAVAILABLE' });
  });
});

describe('a batch of requests', () => {
  const decided = new Map([
    [1, { orderId: 1, outcome: 'TAKEN' } as const],
    [2, { orderId: 2, outcome: 'REFUSED', reason: 'INSUFFICIENT_STOCK' } as const],
  ]);
  const requests = [order(3, { 7: 1 }), order(1, { 8: 2 }), order(2, { 7: 1 }), order(3, { 7: 1 }), order(1, { 8: 2 })];

  it('is undecided where no decision exists, each order once', () => {
    expect(undecided(requests, decided)).toEqual([order(3, { 7: 1 })]);
    expect(withdrawn(order(3, { 7: 1 }))).toEqual({ orderId: 3, outcome: 'REFUSED', reason: 'ORDER_CANCELLED' });
  });

  it('holds units where it was decided TAKEN, each order once', () => {
    expect(holders(requests, decided)).toEqual([order(1, { 8: 2 })]);
  });

  it('is summed per product in ascending order', () => {
    expect([...unitsPerProduct([order(1, { 8: 2 }), order(2, { 7: 1, 8: 3 })])]).toEqual([
      [7, 1],
      [8, 5],
    ]);
  });
});
