import { planRefunds } from './refund';
import { applies, changeAfter, KEY_LIFE_MS, refundKey } from './refund-outcome';

const payment = (refundTotal = 0) => ({ paymentId: 1, orderId: 7, captured: 10_000, refundTotal });
const due = (cause: 'CANCELLED' | 'RETURN' | 'DUPLICATE', causeId: number, amount?: number) => ({
  paymentId: 1,
  cause,
  causeId,
  ...(amount === undefined ? {} : { amount }),
});
const amounts = (planned: ReturnType<typeof planRefunds>) => planned.map(({ cause, amount }) => [cause, amount]);

describe('what is to be paid back', () => {
  it('is all that is left of the payment, unless the cause names an amount', () => {
    expect(amounts(planRefunds([due('CANCELLED', 7)], [payment(4_000)], []))).toEqual([['CANCELLED', 6_000]]);
    expect(amounts(planRefunds([due('RETURN', 3, 2_500)], [payment()], []))).toEqual([['RETURN', 2_500]]);
  });

  it('of a cause that finds too little left is what is left, and of one that finds nothing is nothing', () => {
    const causes = [due('RETURN', 3, 8_000), due('RETURN', 4, 8_000), due('CANCELLED', 7)];
    expect(amounts(planRefunds(causes, [payment()], []))).toEqual([
      ['RETURN', 8_000],
      ['RETURN', 2_000],
    ]);
  });

  it('is nothing for a cause that was given before, in this call or an earlier one', () => {
    const causes = [due('CANCELLED', 7), due('CANCELLED', 7), due('RETURN', 3, 10)];
    expect(amounts(planRefunds(causes, [payment()], [due('RETURN', 3)]))).toEqual([['CANCELLED', 10_000]]);
    const returns = [due('RETURN', 3, 10), due('RETURN', 4, 20), due('RETURN', 4, 20)];
    expect(amounts(planRefunds(returns, [payment()], [due('RETURN', 3)]))).toEqual([['RETURN', 20]]);
  });

  it('is nothing for a payment that does not exist or that took nothing', () => {
    expect(planRefunds([due('CANCELLED', 7)], [], [])).toEqual([]);
    expect(planRefunds([due('CANCELLED', 7)], [{ ...payment(), captured: 0 }], [])).toEqual([]);
  });
});

describe('the answer to a refund', () => {
  it('ends it, or leaves it with an administrator', () => {
    expect(changeAfter({ outcome: 'REFUNDED', reference: 'c1' }, 0)).toEqual({ state: 'DONE', providerRef: 'c1' });
    expect(changeAfter({ outcome: 'REFUSED', code: 'TOO_LATE' }, 0)).toEqual({
      state: 'STUCK',
      failureCode: 'TOO_LATE',
    });
  });

  it.each([
    [0, 2_000],
    [2_000, 2_000],
    [4_010, 4_000],
    [64_000, 64_000],
    [3_600_000, 600_000],
  ])('that is unknown after %d ms has it sent again after %d ms', (sentForMs, pauseMs) => {
    expect(changeAfter({ outcome: 'UNKNOWN' }, sentForMs)).toMatchObject({ state: 'DUE', pauseMs });
  });

  it('that stays unknown for as long as a provider remembers the key leaves it with an administrator', () => {
    expect(changeAfter({ outcome: 'UNKNOWN' }, KEY_LIFE_MS)).toMatchObject({ state: 'STUCK' });
  });

  it('that decides nothing changes the key only after 45 seconds, and silence never does', () => {
    const after = (isAnswered: boolean, sentForMs: number) =>
      changeAfter({ outcome: 'UNKNOWN', isAnswered }, sentForMs);
    expect(after(true, 44_999)).toMatchObject({ state: 'DUE', hasNextKey: false });
    expect(after(true, 45_000)).toMatchObject({ state: 'DUE', hasNextKey: true });
    expect(after(false, 3_600_000)).toMatchObject({ state: 'DUE', hasNextKey: false });
    expect(after(true, KEY_LIFE_MS)).toMatchObject({ state: 'STUCK' });
  });

  it('counts, if it is not of the claim that has the refund now, only if it was paid back', () => {
    const earlier = { attempts: 1 };
    const done = { state: 'DONE', providerRef: null } as const;
    const stuck = { state: 'STUCK', failureCode: 'X' } as const;
    const again = { state: 'DUE', pauseMs: 2_000, failureCode: null, hasNextKey: false } as const;
    expect(applies(done, earlier, { state: 'DUE', attempts: 2 })).toBe(true);
    expect(applies(done, earlier, { state: 'STUCK', attempts: 2 })).toBe(true);
    expect(applies(done, earlier, { state: 'DONE', attempts: 1 })).toBe(false);
    for (const change of [stuck, again]) {
      expect(applies(change, earlier, { state: 'DUE', attempts: 1 })).toBe(true);
      expect(applies(change, earlier, { state: 'DUE', attempts: 2 })).toBe(false);
      expect(applies(change, earlier, { state: 'STUCK', attempts: 1 })).toBe(false);
      expect(applies(change, earlier, { state: 'DONE', attempts: 1 })).toBe(false);
    }
  });

  it('is asked for under a key that repeats with each attempt, and changes with a new one', () => {
    const mark = 'HD-R7-abcdefghij';
    expect(refundKey({ mark, attempt: 1 })).toBe('hd:refund:HD-R7-abcdefghij#1');
    expect(refundKey({ mark, attempt: 2 })).not.toBe(refundKey({ mark, attempt: 1 }));
  });
});
