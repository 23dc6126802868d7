import { ORDER_PROGRESS } from '#order-client';
import type { StockDecision } from '#stock';
import { ORDER_STATUSES, type OrderStatus } from '#order';
import {
  cancel,
  complete,
  expire,
  isDecided,
  type OrderDecision,
  pay,
  place,
  totalCount,
  totalPrice,
  useUpAttempts,
} from './order';

const line = (quantity: number, price: number) => ({
  productId: 1,
  productVersion: 1,
  productName: 'lamp',
  quantity,
  originalPrice: price,
  price,
  eventId: null,
});

describe('a new order', () => {
  it('is undecided and has no failure reason', () => {
    const order = place({ orderId: 9, userId: 3, lines: [line(2, 500)], orderedAt: new Date(0) });
    expect(order.status).toBe('ORDER_BEFORE');
    expect(order.failureReason).toBeNull();
    expect(ORDER_STATUSES.filter((status) => !isDecided(status))).toEqual(['ORDER_BEFORE']);
  });

  it('sums units and prices over its lines', () => {
    const lines = [line(2, 500), line(1000, 10_000_000_000)];
    expect(totalCount(lines)).toBe(1002);
    expect(totalPrice(lines)).toBe(10_000_000_001_000);
  });

  it('keeps the largest possible total exact', () => {
    const lines = Array.from({ length: 100 }, () => line(1000, 10_000_000_000));
    expect(Number.isSafeInteger(totalPrice(lines))).toBe(true);
  });
});

const DECISIONS: Readonly<Record<string, StockDecision>> = {
  taken: { orderId: 1, outcome: 'TAKEN' },
  insufficient: { orderId: 1, outcome: 'REFUSED', reason: 'INSUFFICIENT_STOCK' },
  unavailable: { orderId: 1, outcome: 'REFUSED', reason: 'PRODUCT_UNAVAILABLE' },
  withdrawn: { orderId: 1, outcome: 'REFUSED', reason: 'ORDER_CANCELLED' },
};
const UNCHANGED = { outcome: undefined, releasesStock: false };
const RELEASED = { outcome: undefined, releasesStock: true };
const becomes = (status: OrderStatus, failureReason: string | null = null, releasesStock = false) => ({
  outcome: { status, failureReason },
  releasesStock,
});

describe("the stock's decision", () => {
  it.each([
    ['ORDER_BEFORE', 'taken', becomes('ORDER_SUCCESS')],
    ['ORDER_BEFORE', 'insufficient', becomes('ORDER_FAILURE', 'INSUFFICIENT_STOCK')],
    ['ORDER_BEFORE', 'unavailable', becomes('ORDER_FAILURE', 'PRODUCT_UNAVAILABLE')],
    ['ORDER_BEFORE', 'withdrawn', becomes('ORDER_CANCELLED')],
    ['ORDER_PENDING', 'taken', UNCHANGED],
    ['ORDER_PENDING', 'insufficient', UNCHANGED],
    ['ORDER_PENDING', 'unavailable', UNCHANGED],
    ['ORDER_PENDING', 'withdrawn', UNCHANGED],
    ['ORDER_SUCCESS', 'taken', UNCHANGED],
    ['ORDER_SUCCESS', 'insufficient', UNCHANGED],
    ['ORDER_SUCCESS', 'unavailable', UNCHANGED],
    ['ORDER_SUCCESS', 'withdrawn', UNCHANGED],
    ['ORDER_FAILURE', 'taken', RELEASED],
    ['ORDER_FAILURE', 'insufficient', UNCHANGED],
    ['ORDER_FAILURE', 'unavailable', UNCHANGED],
    ['ORDER_FAILURE', 'withdrawn', UNCHANGED],
    ['ORDER_CANCELLED', 'taken', RELEASED],
    ['ORDER_CANCELLED', 'insufficient', UNCHANGED],
    ['ORDER_CANCELLED', 'unavailable', UNCHANGED],
    ['ORDER_CANCELLED', 'withdrawn', UNCHANGED],
  ] as const)('for %s, %s: %j', (status, decision, transition) => {
    expect(complete(status, DECISIONS[decision] as StockDecision)).toEqual(transition);
  });
});

describe('the cancel', () => {
  it.each(['ORDER_BEFORE', 'ORDER_PENDING', 'ORDER_SUCCESS'] as const)('of %s releases its stock', (status) => {
    expect(cancel(status, null, 'BY_BUYER')).toEqual({
      outcome: { status: 'ORDER_CANCELLED', failureReason: null, cancelReason: 'BY_BUYER' },
      releasesStock: true,
    });
  });

  it('changes nothing when the order is cancelled already', () => {
    expect(cancel('ORDER_CANCELLED', null, 'BY_ADMIN')).toEqual(UNCHANGED);
  });

  it.each(ORDER_PROGRESS)('is refused when the goods are %s', (progress) => {
    for (const by of ['BY_BUYER', 'BY_ADMIN'] as const) {
      expect(() => cancel('ORDER_SUCCESS', progress, by)).toThrow(
        'An order that has been shipped cannot be cancelled.',
      );
    }
  });

  it('is refused when the order has failed', () => {
    expect(() => cancel('ORDER_FAILURE', null, 'BY_BUYER')).toThrow('A failed order cannot be cancelled.');
  });
});

describe('an order that is to be paid', () => {
  const refused: OrderDecision = { orderId: 1, outcome: 'REFUSED', reason: 'INSUFFICIENT_POINTS' };

  it('awaits its payment with its stock taken, and fails without it or without its points', () => {
    const [taken, insufficient] = [DECISIONS['taken'], DECISIONS['insufficient']] as [StockDecision, StockDecision];
    expect(complete('ORDER_BEFORE', taken, true)).toEqual(becomes('ORDER_PENDING'));
    expect(complete('ORDER_BEFORE', insufficient, true)).toEqual(becomes('ORDER_FAILURE', 'INSUFFICIENT_STOCK'));
    expect(complete('ORDER_BEFORE', refused, true)).toEqual(becomes('ORDER_FAILURE', 'INSUFFICIENT_POINTS'));
    expect(complete('ORDER_CANCELLED', taken, true)).toEqual(RELEASED);
    expect(complete('ORDER_PENDING', taken, true)).toEqual(UNCHANGED);
  });

  const cancelled = (cancelReason: string) => ({
    outcome: { status: 'ORDER_CANCELLED', failureReason: null, cancelReason },
    releasesStock: true,
  });

  it.each([
    ['is paid', pay, becomes('ORDER_SUCCESS')],
    ['expires', expire, cancelled('PAYMENT_EXPIRED')],
    ['has used up its attempts', useUpAttempts, cancelled('PAYMENT_FAILED')],
  ] as const)('%s while it awaits its payment, and never else', (_, step, transition) => {
    for (const status of ORDER_STATUSES) {
      expect(step(status)).toEqual(status === 'ORDER_PENDING' ? transition : UNCHANGED);
    }
  });
});
