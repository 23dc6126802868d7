import { allocate, type StockLevel } from './allocate';

const shelves = (entries: Record<number, number>, retired: number[] = []): Map<number, StockLevel> =>
  new Map(
    Object.entries(entries).map(([id, quantity]) => [Number(id), { quantity, retired: retired.includes(Number(id)) }]),
  );
const order = (orderId: number, lines: Record<number, number>) => ({
  orderId,
  lines: Object.entries(lines).map(([productId, quantity]) => ({ productId: Number(productId), quantity })),
});
const outcomes = (verdict: ReturnType<typeof allocate>): string[] => verdict.decisions.map(({ outcome }) => outcome);

describe('deciding who gets the units', () => {
  it('serves in order of arrival until nothing is left', () => {
    const verdict = allocate([order(1, { 7: 1 }), order(2, { 7: 1 }), order(3, { 7: 1 })], shelves({ 7: 2 }));
    expect(outcomes(verdict)).toEqual(['TAKEN', 'TAKEN', 'REFUSED']);
    expect(verdict.taken).toEqual(new Map([[7, 2]]));
  });

  it('leaves what a large order cannot have to a smaller one after it', () => {
    const verdict = allocate([order(1, { 7: 5 }), order(2, { 7: 3 })], shelves({ 7: 3 }));
    expect(outcomes(verdict)).toEqual(['REFUSED', 'TAKEN']);
  });

  it('takes nothing of an order that one of its products lets down', () => {
    const verdict = allocate([order(1, { 7: 1, 8: 1 }), order(2, { 7: 1 })], shelves({ 7: 1, 8: 0 }));
    expect(outcomes(verdict)).toEqual(['REFUSED', 'TAKEN']);
    expect(verdict.taken).toEqual(new Map([[7, 1]]));
  });

  it('refuses a product that never had stock', () => {
    const [decision] = allocate([order(1, { 9: 1 })], shelves({})).decisions;
    expect(decision).toEqual({ orderId: 1, outcome: 'REFUSED', reason: 'INSUFFICIENT_STOCK' });
  });

  it('says that a deleted product is unavailable, whatever is left of it', () => {
    const [decision] = allocate([order(1, { 7: 1 })], shelves({ 7: 5 }, [7])).decisions;
    expect(decision).toEqual({ orderId: 1, outcome: 'REFUSED', reason: 'PRODUCT_UNAVAILABLE' });
  });
});
