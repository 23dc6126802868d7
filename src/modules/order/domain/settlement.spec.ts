import { ORDER_STATUSES } from '#order';
import { ORDER_PROGRESS } from '#order-client';
import { type EndedAttempt, judge, judgeReversal, type PayableOrder } from './settlement';

const order = (changes: Partial<PayableOrder> = {}): PayableOrder => ({
  ...{ status: 'ORDER_PENDING', cancelReason: null, due: 900, currency: 'KRW', receiptPaymentId: null, failed: 0 },
  ...changes,
});
const end = (changes: Partial<EndedAttempt> = {}): EndedAttempt => ({
  ...{ paymentId: 1, orderId: 7, outcome: 'CAPTURED', amount: 900, currency: 'KRW', failedAttempts: 0 },
  ...changes,
});
const failed = (failedAttempts: number) => end({ outcome: 'FAILED', amount: 0, failedAttempts });
const SUCCESS = { status: 'ORDER_SUCCESS', failureReason: null };

describe('a captured payment', () => {
  it.each([
    ['is accepted by an order that awaits it', order(), end(), { outcome: 'PAID', becomes: SUCCESS }],
    ['is accepted when attempts failed before', order({ failed: 9 }), end(), { outcome: 'PAID', becomes: SUCCESS }],
    ['of another amount is a mismatch', order(), end({ amount: 899 }), { outcome: 'MISMATCH' }],
    ['in another currency is a mismatch', order(), end({ currency: 'USD' }), { outcome: 'MISMATCH' }],
    [
      'of too much is a mismatch after a cancel, too',
      order({ status: 'ORDER_CANCELLED' }),
      end({ amount: 901 }),
      { outcome: 'MISMATCH' },
    ],
    ['is a duplicate when nothing is due', order({ due: 0 }), end(), { outcome: 'DUPLICATE' }],
    [
      'is a duplicate for an order without a bill',
      order({ due: null, currency: null }),
      end(),
      { outcome: 'DUPLICATE' },
    ],
    ['is a duplicate when another one was accepted', order({ receiptPaymentId: 2 }), end(), { outcome: 'DUPLICATE' }],
    ['is over when the order has failed', order({ status: 'ORDER_FAILURE' }), end(), { outcome: 'OVER' }],
  ])('%s', (_, one, payment, judgement) => {
    expect(judge(one, payment, 5)).toEqual(judgement);
  });

  it.each(ORDER_STATUSES)('that was accepted is answered so for ever, also by %s', (status) => {
    expect(judge(order({ status, receiptPaymentId: 1 }), end(), 5)).toEqual({ outcome: 'PAID' });
  });

  it.each([
    ['PAYMENT_EXPIRED', 'LATE'],
    ['PAYMENT_FAILED', 'LATE'],
    ['BY_BUYER', 'OVER'],
    ['BY_ADMIN', 'OVER'],
    ['PAYMENT_REVERSED', 'OVER'],
    [null, 'OVER'],
  ] as const)('of an order that was cancelled %s is %s', (cancelReason, outcome) => {
    expect(judge(order({ status: 'ORDER_CANCELLED', cancelReason }), end(), 5)).toEqual({ outcome });
  });

  it('cannot be judged while the order is undecided', () => {
    expect(judge(order({ status: 'ORDER_BEFORE' }), end(), 5)).toBeUndefined();
  });
});

describe('a payment that failed', () => {
  it('is counted by the number of attempts, not once more', () => {
    expect(judge(order({ failed: 1 }), failed(3), 5)).toEqual({ outcome: 'NOTED', becomes: undefined, failed: 3 });
    expect(judge(order({ failed: 3 }), failed(3), 5)).toEqual({ outcome: 'NOTED' });
    expect(judge(order({ failed: 4 }), failed(3), 5)).toEqual({ outcome: 'NOTED' });
  });

  it('cancels the order when it was the last attempt', () => {
    const cancelled = { status: 'ORDER_CANCELLED', failureReason: null, cancelReason: 'PAYMENT_FAILED' };
    expect(judge(order(), failed(4), 5)).toMatchObject({ becomes: undefined, failed: 4 });
    expect(judge(order(), failed(5), 5)).toEqual({ outcome: 'NOTED', becomes: cancelled, failed: 5 });
  });

  it.each(ORDER_STATUSES.filter((status) => status !== 'ORDER_PENDING'))('changes nothing of %s', (status) => {
    expect(judge(order({ status }), failed(5), 5)).toEqual({ outcome: 'NOTED' });
  });
});

describe('a capture that has bounced', () => {
  const atHome = (changes: Partial<PayableOrder>) => ({ ...order(changes), progress: null });
  const cancelled = { status: 'ORDER_CANCELLED', failureReason: null, cancelReason: 'PAYMENT_REVERSED' };

  it.each(ORDER_STATUSES)('takes its receipt off %s, and ends it only when it was completed', (status) => {
    expect(judgeReversal(atHome({ status, receiptPaymentId: 1 }), null, 1)).toMatchObject({ losesReceipt: true });
    const { becomes } = judgeReversal(atHome({ status: 'ORDER_SUCCESS', receiptPaymentId: 1 }), null, 1);
    expect(becomes).toEqual(cancelled);
    const over = judgeReversal(atHome({ status: 'ORDER_CANCELLED', receiptPaymentId: 1 }), null, 1);
    expect(over).toEqual({ becomes: undefined, losesReceipt: true, isTooLate: false });
  });

  it.each(ORDER_STATUSES)('ends an order that it has bought only while that is undecided, not %s', (status) => {
    const becomes = status === 'ORDER_BEFORE' ? cancelled : undefined;
    expect(judgeReversal(atHome({ status }), 1, 1)).toEqual({ becomes, losesReceipt: false, isTooLate: false });
  });

  it.each(ORDER_STATUSES)('changes nothing of %s that another payment has paid or bought, or none', (status) => {
    const nothing = { becomes: undefined, losesReceipt: false, isTooLate: false };
    expect(judgeReversal(atHome({ status, receiptPaymentId: 2 }), 2, 1)).toEqual(nothing);
    expect(judgeReversal(atHome({ status }), null, 1)).toEqual(nothing);
  });

  it.each(ORDER_PROGRESS)('comes too late, and changes nothing, when its goods are %s', (progress) => {
    const shipped = { ...order({ status: 'ORDER_SUCCESS', receiptPaymentId: 1 }), progress };
    const unchanged = { becomes: undefined, losesReceipt: false };
    expect(judgeReversal(shipped, null, 1)).toEqual({ ...unchanged, isTooLate: true });
    expect(judgeReversal(shipped, null, 2)).toEqual({ ...unchanged, isTooLate: false });
  });
});
