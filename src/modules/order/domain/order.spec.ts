import { holdsStock, isDecided, mayBecome, ORDER_STATUSES, placed, totalCount, totalPrice } from './order';

const line = (quantity: number, price: number) => ({
  productId: 1,
  productName: 'lamp',
  quantity,
  originalPrice: price,
  price,
  eventId: null,
});

describe('an order', () => {
  it('begins undecided, without a failure', () => {
    const order = placed(9, 3, [line(2, 500)], new Date(0));
    expect(order.status).toBe('ORDER_BEFORE');
    expect(order.failureReason).toBeNull();
    expect(isDecided(order.status)).toBe(false);
  });

  it('counts units and money over its lines', () => {
    const lines = [line(2, 500), line(1000, 10_000_000_000)];
    expect(totalCount(lines)).toBe(1002);
    expect(totalPrice(lines)).toBe(10_000_000_001_000);
  });

  it('keeps the largest possible total exact', () => {
    const lines = Array.from({ length: 100 }, () => line(1000, 10_000_000_000));
    expect(Number.isSafeInteger(totalPrice(lines))).toBe(true);
  });

  it('never leaves a failed or cancelled state', () => {
    for (const to of ORDER_STATUSES) {
      expect(mayBecome('ORDER_FAILURE', to)).toBe(false);
      expect(mayBecome('ORDER_CANCELLED', to)).toBe(false);
    }
  });

  it('can be cancelled before it is decided and after it has won', () => {
    expect(mayBecome('ORDER_BEFORE', 'ORDER_CANCELLED')).toBe(true);
    expect(mayBecome('ORDER_SUCCESS', 'ORDER_CANCELLED')).toBe(true);
  });

  it('holds stock only when it has won or awaits payment', () => {
    expect(ORDER_STATUSES.filter(holdsStock)).toEqual(['ORDER_PENDING', 'ORDER_SUCCESS']);
  });
});
