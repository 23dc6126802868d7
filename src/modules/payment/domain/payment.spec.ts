import {
  confirmKey,
  finalWord,
  pauseBefore,
  pauseForDeposit,
  PAYMENT_STATES,
  type PaymentState,
  reconfirmation,
  resultOf,
} from './payment';
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
const NOW = new Date('2026-11-30T12:00:00Z');
const ago = (ms: number): Date => new Date(NOW.getTime() - ms);
type Judged = Parameters<typeof resultOf>[0];
const attemptIn = (state: PaymentState, fields: Partial<Judged> = {}): Judged => ({
  ...{ state, providerOrderId: 'hd-1', method: 'CARD', outcome: null, depositSeenAt: null },
  ...fields,
});
const result = (attempt: Judged, standing: ProviderStanding) => resultOf(attempt, standing, NOW);
const everywhere = (standing: ProviderStanding, fields: Partial<Judged> = {}) =>
  Object.fromEntries(PAYMENT_STATES.map((state) => [state, result(attemptIn(state, fields), standing)]));
const same = (value: unknown, states: readonly PaymentState[] = PAYMENT_STATES) =>
  Object.fromEntries(PAYMENT_STATES.map((state) => [state, states.includes(state) ? value : undefined]));
const CAPTURED = { state: 'CAPTURED', amount: 10_000, currency: 'KRW', receiptUrl: null };
const NOT_CAPTURED = PAYMENT_STATES.filter((state) => state !== 'CAPTURED');
const BEING_PAID = ['CONFIRMING', 'WAITING_FOR_DEPOSIT'] as const;
const OVER = ['FAILED', 'ABANDONED', 'REVERSED'] as const;
const without = (...states: PaymentState[]) => PAYMENT_STATES.filter((state) => !states.includes(state));

describe("a provider's word", () => {
  it('of a capture captures an attempt in whatever state, and changes nothing about a captured one', () => {
    expect(everywhere(captured())).toEqual(same(CAPTURED, NOT_CAPTURED));
    expect(everywhere(captured({ receiptUrl: 'https://r' }))).toEqual(
      same({ ...CAPTURED, receiptUrl: 'https://r' }, NOT_CAPTURED),
    );
  });

  it.each<[string, ProviderStanding]>([
    ['another capture', captured({ amount: 1 })],
    ['a refusal', { outcome: 'REFUSED', code: 'X' }],
    ['nothing certain', { outcome: 'UNKNOWN', isAnswered: true }],
    ['absent', { outcome: 'ABSENT' }],
    ['a capture that was cancelled', captured({ cancels: [cancel(10_000)] })],
  ])('changes nothing about a captured attempt when it is %s', (_, standing) => {
    expect(result(attemptIn('CAPTURED'), standing)).toBeUndefined();
    const deposit = { method: 'VIRTUAL_ACCOUNT', outcome: 'PAID', depositSeenAt: ago(1) } as const;
    expect(result(attemptIn('CAPTURED', deposit), standing)).toBeUndefined();
  });

  it('of a refusal fails only what has not ended', () => {
    const refused = { outcome: 'REFUSED', code: 'REJECT_CARD_PAYMENT' } as const;
    expect(everywhere(refused)).toEqual(
      same({ state: 'FAILED', code: 'REJECT_CARD_PAYMENT' }, ['REQUESTED', ...BEING_PAID]),
    );
  });

  it.each<[string, ProviderStanding]>([
    ['an answer without certainty', { outcome: 'UNKNOWN', isAnswered: true }],
    ['no answer', { outcome: 'UNKNOWN', isAnswered: false }],
    ['unfinished', { outcome: 'UNFINISHED' }],
    ['absent', { outcome: 'ABSENT' }],
    ['a capture of another attempt', captured({ providerOrderId: 'hd-2' })],
  ])('decides nothing when it is %s', (_, standing) => {
    expect(everywhere(standing)).toEqual(same(undefined));
  });

  it('captures what is left after a part was cancelled there', () => {
    const standing = captured({ cancels: [cancel(3_000), cancel(2_000)] });
    expect(result(attemptIn('CONFIRMING'), standing)).toEqual({ ...CAPTURED, amount: 5_000 });
  });

  it('of a capture that was wholly cancelled fails an attempt that has not ended, and leaves others', () => {
    const standing = captured({ cancels: [cancel(10_000)] });
    const failed = { state: 'FAILED', code: 'PROVIDER_CANCELLED' };
    expect(everywhere(standing)).toEqual(same(failed, without('CAPTURED', ...OVER)));
  });
});

describe("a provider's word of a deposit", () => {
  const account = { bank: 'b', accountNumber: '1', holderName: null, dueAt: NOW };
  const awaited = (fields: object = {}): ProviderStanding => ({
    ...{ outcome: 'DEPOSIT_AWAITED', providerOrderId: 'hd-1', account, secret: 's' },
    ...fields,
  });
  const DEPOSIT = { method: 'VIRTUAL_ACCOUNT' } as const;
  const seen = (ms: number) => ({ ...DEPOSIT, depositSeenAt: ago(ms) });
  const WAITING = { state: 'WAITING_FOR_DEPOSIT', account, secret: 's' };
  const GONE = { deposit: 'GONE' };

  it('that is awaited gives an account to what is being confirmed, and changes no other attempt', () => {
    expect(everywhere(awaited(), DEPOSIT)).toEqual(same(WAITING, ['CONFIRMING']));
  });

  it('counts only for the attempt that it is about, and for one that is to be paid so', () => {
    expect(everywhere(awaited({ providerOrderId: 'hd-2' }), { ...seen(1), outcome: 'PAID' })).toEqual(same(undefined));
    expect(everywhere(awaited(), { outcome: 'PAID' })).toEqual(same(undefined));
  });

  it('that has arrived is noted, and captured only when it has been there for 180 s', () => {
    expect(everywhere(captured(), DEPOSIT)).toEqual(same({ deposit: 'SEEN' }, NOT_CAPTURED));
    expect(everywhere(captured(), seen(179_999))).toEqual(same(undefined));
    expect(everywhere(captured(), seen(180_000))).toEqual(same(CAPTURED, NOT_CAPTURED));
  });

  it('that has gone before it counted is forgotten', () => {
    expect(everywhere(awaited(), seen(1))).toEqual({ ...same(GONE, without('CAPTURED')), CONFIRMING: WAITING });
    expect(everywhere({ outcome: 'REFUSED', code: 'X' }, seen(1))).toEqual({
      ...same(GONE, OVER),
      ...Object.fromEntries(['REQUESTED', ...BEING_PAID].map((state) => [state, { state: 'FAILED', code: 'X' }])),
    });
    expect(everywhere({ outcome: 'ABSENT' }, seen(1))).toEqual(same(GONE, ['REQUESTED', ...OVER]));
    const cancelled = everywhere(captured({ cancels: [cancel(10_000)] }), seen(1));
    expect(Object.fromEntries(OVER.map((state) => [state, cancelled[state]]))).toEqual(
      Object.fromEntries(OVER.map((state) => [state, GONE])),
    );
    expect(cancelled).toMatchObject({ WAITING_FOR_DEPOSIT: { state: 'FAILED' }, CONFIRMING: { state: 'FAILED' } });
    expect(everywhere({ outcome: 'UNKNOWN', isAnswered: true }, seen(1))).toEqual(same(undefined));
  });

  it.each(['PAID', 'DUPLICATE', 'MISMATCH', 'LATE', 'OVER'] as const)(
    'that has bounced reverses a capture that its order has judged: %s',
    (outcome) => {
      expect(everywhere(awaited(), { ...DEPOSIT, outcome })).toMatchObject({ CAPTURED: { state: 'REVERSED' } });
      expect(result(attemptIn('CAPTURED', DEPOSIT), awaited())).toBeUndefined();
    },
  );
});

describe('an attempt whose outcome is not known', () => {
  it('is looked at after 2 s, then more rarely, at least every ten minutes', () => {
    expect([1, 2, 3, 9, 10, 50].map(pauseBefore)).toEqual([2_000, 4_000, 8_000, 512_000, 600_000, 600_000]);
  });

  it('is looked at for its deposit after a minute, and not more often', () => {
    expect([0, 1, 6, 7, 9, 50].map(pauseForDeposit)).toEqual([60_000, 60_000, 64_000, 128_000, 512_000, 600_000]);
  });

  it('has failed when its provider has not known it for a day after the last call, and not for another reason', () => {
    const absent = { outcome: 'ABSENT' } as const;
    expect(finalWord(absent, 86_399_999)).toBe(absent);
    expect(finalWord(absent, 86_400_000)).toEqual({ outcome: 'REFUSED', code: 'NOT_FOUND_AT_PROVIDER' });
    for (const standing of [
      captured(),
      { outcome: 'UNFINISHED' },
      { outcome: 'UNKNOWN', isAnswered: false },
    ] as const) {
      expect(finalWord(standing, 9e9)).toBe(standing);
    }
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
