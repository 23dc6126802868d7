import type { ProviderCancel } from './provider';
import { type KnownRefund, reconcile } from './reconciliation';

const MONEY = { captured: 10_000, refundTotal: 0, capturedThere: 10_000 };
const refund = (refundId: number, amount: number, more: Partial<KnownRefund> = {}): KnownRefund => ({
  refundId,
  amount,
  mark: `HD-R${refundId}`,
  state: 'DUE',
  providerRef: null,
  ...more,
});
const cancel = (reference: string, amount: number, mark: string | null = null): ProviderCancel => ({
  reference,
  amount,
  mark,
});

describe("the provider's cancels", () => {
  it('end the refunds whose marks they carry, whatever their order', () => {
    const refunds = [refund(1, 3_000), refund(2, 3_000)];
    expect(reconcile([cancel('b', 3_000, 'HD-R2')], refunds, MONEY)).toEqual({
      done: [{ refundId: 2, reference: 'b' }],
      external: [],
    });
  });

  it('without a mark satisfy what is still owed, the oldest first, and the rest is external', () => {
    const refunds = [refund(1, 3_000, { state: 'STUCK' }), refund(2, 4_000)];
    expect(reconcile([cancel('a', 8_000)], refunds, { ...MONEY, refundTotal: 7_000 })).toEqual({
      done: [
        { refundId: 1, reference: 'a' },
        { refundId: 2, reference: 'a' },
      ],
      external: [{ amount: 1_000, reference: 'a' }],
    });
  });

  it('do not satisfy a refund that is larger than they are', () => {
    expect(reconcile([cancel('a', 2_000)], [refund(1, 3_000)], { ...MONEY, refundTotal: 3_000 })).toEqual({
      done: [],
      external: [{ amount: 2_000, reference: 'a' }],
    });
  });

  it('are counted once: neither a refund that is done nor a known reference changes', () => {
    const refunds = [
      refund(1, 3_000, { state: 'DONE', providerRef: 'a' }),
      refund(2, 2_000, { state: 'DONE', providerRef: 'x' }),
    ];
    const cancels = [cancel('a', 3_000, 'HD-R1'), cancel('x', 2_000)];
    expect(reconcile(cancels, refunds, { ...MONEY, refundTotal: 5_000 })).toEqual({ done: [], external: [] });
  });

  it('never make more external than is left of the captured amount', () => {
    const refunds = [refund(1, 9_000, { state: 'DONE', providerRef: 'a' })];
    expect(reconcile([cancel('b', 5_000)], refunds, { ...MONEY, refundTotal: 9_000 }).external).toEqual([
      { amount: 1_000, reference: 'b' },
    ]);
  });

  it('of before the capture was recorded are left out', () => {
    const money = { captured: 7_000, refundTotal: 0, capturedThere: 10_000 };
    expect(reconcile([cancel('a', 3_000), cancel('b', 2_000)], [], money)).toEqual({
      done: [],
      external: [{ amount: 2_000, reference: 'b' }],
    });
  });
});
