import type { PaymentState } from './payment';
import { decideRequest } from './payment-request';

describe('a request to pay', () => {
  const CARD = { provider: 'test', method: 'CARD', hasPage: true } as const;
  const POINTS = { provider: 'points', method: 'POINTS', hasPage: false } as const;
  const ACCOUNT = { provider: 'test', method: 'VIRTUAL_ACCOUNT', hasPage: true } as const;
  const attempt = (state: PaymentState, fields: object = {}) => {
    const isLive = state !== 'FAILED' && state !== 'ABANDONED' && state !== 'REVERSED';
    return { paymentId: 7, ordinal: 1, state, isLive, outcome: null, ...CARD, ...fields } as const;
  };

  const decide = (wanted: Parameters<typeof decideRequest>[0], attempts: readonly ReturnType<typeof attempt>[]) =>
    decideRequest(wanted, attempts, 3);

  it('gets the first attempt of an order, and the next one after those that are over', () => {
    expect(decide(CARD, [])).toEqual({ ordinal: 1, abandoned: undefined });
    const over = [attempt('FAILED'), attempt('ABANDONED', { ordinal: 2 })];
    expect(decide(CARD, over)).toEqual({ ordinal: 3, abandoned: undefined });
  });

  it('gets the attempt that it repeats', () => {
    const requested = attempt('REQUESTED');
    expect(decide(CARD, [requested])).toEqual({ existing: requested });
    const confirming = attempt('CONFIRMING', POINTS);
    expect(decide(POINTS, [confirming])).toEqual({ existing: confirming });
    const waiting = attempt('WAITING_FOR_DEPOSIT', ACCOUNT);
    expect(decide(ACCOUNT, [waiting])).toEqual({ existing: waiting });
  });

  it('replaces an attempt that no one has confirmed', () => {
    const requested = attempt('REQUESTED');
    expect(decide(POINTS, [requested])).toEqual({ ordinal: 2, abandoned: requested });
  });

  it.each([
    ['money is being moved by a page', CARD, attempt('CONFIRMING'), 'PAYMENT_IN_PROGRESS'],
    ['money is being moved in another way', POINTS, attempt('CONFIRMING'), 'PAYMENT_IN_PROGRESS'],
    ['the order has not judged a capture yet', CARD, attempt('CAPTURED'), 'PAYMENT_IN_PROGRESS'],
    [
      'nor that of an attempt that was given up',
      CARD,
      attempt('CAPTURED', { isLive: false, method: 'TRANSFER' }),
      'PAYMENT_IN_PROGRESS',
    ],
    ['an account waits for another transfer', CARD, attempt('WAITING_FOR_DEPOSIT', ACCOUNT), 'PAYMENT_IN_PROGRESS'],
    ['the order is paid', CARD, attempt('CAPTURED', { outcome: 'PAID' }), 'ORDER_ALREADY_PAID'],
  ] as const)('is refused while %s', (_, wanted, other, code) => {
    expect(decide(wanted, [other])).toMatchObject({ refusal: { code } });
  });

  it('is possible again after a capture of another amount', () => {
    const mismatch = attempt('CAPTURED', { isLive: false, outcome: 'MISMATCH' });
    expect(decide(CARD, [mismatch])).toEqual({ ordinal: 2, abandoned: undefined });
  });

  it('gets no attempt after the last failure that is allowed, of which the order has not heard yet', () => {
    const failures = [1, 2, 3].map((ordinal) => attempt('FAILED', { ordinal }));
    const given = attempt('ABANDONED', { ordinal: 4 });
    expect(decide(CARD, [...failures.slice(1), given])).toMatchObject({ ordinal: 5 });
    expect(decide(CARD, [...failures, given])).toMatchObject({
      refusal: { code: 'ORDER_NOT_PAYABLE', about: { reason: 'CANCELLED' } },
    });
  });
});
