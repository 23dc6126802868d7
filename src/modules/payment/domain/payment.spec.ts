import { confirmKey, pauseBefore, PAYMENT_STATES, type PaymentState, reconfirmation, resultOf } from './payment';
import { decideRequest } from './payment-request';
import type { ProviderStanding } from './provider';

const captured = (fields: object = {}): ProviderStanding => ({
  outcome: 'CAPTURED',
  amount: 10_000,
  currency: 'KRW',
  providerOrderId: 'hd-1',
  cancels: [],
  ...fields,
});
const cancel = (amount: number): object => ({ amount, reference: null, mark: null });
const attemptIn = (state: PaymentState): { state: PaymentState; providerOrderId: string } => ({
  state,
  providerOrderId: 'hd-1',
});
const CAPTURED = { state: 'CAPTURED', amount: 10_000, currency: 'KRW' };
const NOT_CAPTURED = PAYMENT_STATES.filter((state) => state !== 'CAPTURED');

describe("a provider's word", () => {
  it.each(NOT_CAPTURED)('captures an attempt that is %s', (state) => {
    expect(resultOf(attemptIn(state), captured())).toEqual(CAPTURED);
  });

  it.each<[string, ProviderStanding]>([
    ['another capture', captured({ amount: 1 })],
    ['a refusal', { outcome: 'REFUSED', code: 'X' }],
    ['nothing certain', { outcome: 'UNKNOWN', isAnswered: true }],
    ['a capture that was cancelled', captured({ cancels: [cancel(10_000)] })],
  ])('changes nothing about a captured attempt when it is %s', (_, standing) => {
    expect(resultOf(attemptIn('CAPTURED'), standing)).toBeUndefined();
  });

  it.each(PAYMENT_STATES)('of a refusal fails only what is being confirmed, not an attempt that is %s', (state) => {
    const result = resultOf(attemptIn(state), { outcome: 'REFUSED', code: 'REJECT_CARD_PAYMENT' });
    expect(result).toEqual(state === 'CONFIRMING' ? { state: 'FAILED', code: 'REJECT_CARD_PAYMENT' } : undefined);
  });

  it.each<[string, ProviderStanding]>([
    ['an answer without certainty', { outcome: 'UNKNOWN', isAnswered: true }],
    ['no answer', { outcome: 'UNKNOWN', isAnswered: false }],
    ['unfinished', { outcome: 'UNFINISHED' }],
    ['absent', { outcome: 'ABSENT' }],
    ['a capture of another attempt', captured({ providerOrderId: 'hd-2' })],
  ])('decides nothing when it is %s', (_, standing) => {
    expect(PAYMENT_STATES.map((state) => resultOf(attemptIn(state), standing))).toEqual(
      PAYMENT_STATES.map(() => undefined),
    );
  });

  it('captures what is left after a part was cancelled there', () => {
    const standing = captured({ cancels: [cancel(3_000), cancel(2_000)] });
    expect(resultOf(attemptIn('CONFIRMING'), standing)).toEqual({ ...CAPTURED, amount: 5_000 });
  });

  it('of a capture that was wholly cancelled fails an attempt that has not ended, and leaves others', () => {
    const standing = captured({ cancels: [cancel(10_000)] });
    expect(NOT_CAPTURED.map((state) => resultOf(attemptIn(state), standing))).toEqual([
      { state: 'FAILED', code: 'PROVIDER_CANCELLED' },
      { state: 'FAILED', code: 'PROVIDER_CANCELLED' },
      undefined,
      undefined,
    ]);
  });
});

describe('an attempt whose outcome is not known', () => {
  it('is looked at after 2 s, then more rarely, at least every ten minutes', () => {
    expect([1, 2, 3, 9, 10, 50].map(pauseBefore)).toEqual([2_000, 4_000, 8_000, 512_000, 600_000, 600_000]);
  });

  it('is not confirmed again while a call may be on its way', () => {
    expect(reconfirmation({ isAnswered: false, confirmAttempt: 1 }, 44_999)).toBeUndefined();
    expect(reconfirmation({ isAnswered: true, confirmAttempt: 1 }, 44_999)).toBeUndefined();
  });

  it('is confirmed again under the same key if it was never answered, else under the next one', () => {
    expect(reconfirmation({ isAnswered: false, confirmAttempt: 1 }, 45_000)).toBe(1);
    expect(reconfirmation({ isAnswered: true, confirmAttempt: 1 }, 45_000)).toBe(2);
    expect(confirmKey({ providerOrderId: 'hd-1', confirmAttempt: 2 })).toBe('hd:confirm:hd-1#2');
  });
});

describe('a request to pay', () => {
  const CARD = { provider: 'test', method: 'CARD', hasPage: true } as const;
  const POINTS = { provider: 'points', method: 'POINTS', hasPage: false } as const;
  const attempt = (state: PaymentState, fields: object = {}) => {
    const isLive = state !== 'FAILED' && state !== 'ABANDONED';
    return { paymentId: 7, ordinal: 1, state, isLive, outcome: null, ...CARD, ...fields } as const;
  };

  it('gets the first attempt of an order, and the next one after those that are over', () => {
    expect(decideRequest(CARD, [])).toEqual({ ordinal: 1, abandoned: undefined });
    const over = [attempt('FAILED'), attempt('ABANDONED', { ordinal: 2 })];
    expect(decideRequest(CARD, over)).toEqual({ ordinal: 3, abandoned: undefined });
  });

  it('gets the attempt that it repeats', () => {
    const requested = attempt('REQUESTED');
    expect(decideRequest(CARD, [requested])).toEqual({ existing: requested });
    const confirming = attempt('CONFIRMING', POINTS);
    expect(decideRequest(POINTS, [confirming])).toEqual({ existing: confirming });
  });

  it('replaces an attempt that no one has confirmed', () => {
    const requested = attempt('REQUESTED');
    expect(decideRequest(POINTS, [requested])).toEqual({ ordinal: 2, abandoned: requested });
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
    ['the order is paid', CARD, attempt('CAPTURED', { outcome: 'PAID' }), 'ORDER_ALREADY_PAID'],
  ] as const)('is refused while %s', (_, wanted, other, code) => {
    expect(decideRequest(wanted, [other])).toMatchObject({ refusal: { code } });
  });

  it('is possible again after a capture of another amount', () => {
    const mismatch = attempt('CAPTURED', { isLive: false, outcome: 'MISMATCH' });
    expect(decideRequest(CARD, [mismatch])).toEqual({ ordinal: 2, abandoned: undefined });
  });
});
