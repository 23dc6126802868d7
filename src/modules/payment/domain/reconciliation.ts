import type { ProviderCancel } from './provider';
import type { RefundState } from './refund';

export interface KnownRefund {
  readonly refundId: number;
  readonly mark: string;
  readonly amount: number;
  readonly state: RefundState;
  readonly providerRef: string | null;
}

/** A payment here, and what was captured for it there, cancels included. */
export interface CompareWith {
  readonly captured: number;
  readonly refundTotal: number;
  readonly capturedThere: number;
}

export interface Reconciled {
  /** refunds that are done, as the books show */
  readonly done: readonly { readonly refundId: number; readonly reference: string | null }[];
  /** what was paid back beyond our refunds (A13) */
  readonly external: readonly { readonly amount: number; readonly reference: string }[];
}

/**
 * Compares a provider's cancels with our refunds (H11): by their marks first, not by sums. A cancel that carries no mark
 * of ours satisfies the oldest refunds that are still owed and fit into it; what is left of it is EXTERNAL. Cancels from
 * before the capture was recorded are no part of what was captured here, and are left out.
 * @param refunds of this payment, oldest first
 */
export function reconcile(
  cancels: readonly ProviderCancel[],
  refunds: readonly KnownRefund[],
  { captured, refundTotal, capturedThere }: CompareWith,
): Reconciled {
  const done = new Map<number, string | null>();
  const owed = (): KnownRefund[] => refunds.filter(({ refundId, state }) => state !== 'DONE' && !done.has(refundId));
  const marks = new Map(refunds.map((refund) => [refund.mark, refund]));
  for (const { mark, reference } of cancels) {
    const refund = mark === null ? undefined : marks.get(mark);
    if (refund !== undefined && refund.state !== 'DONE') done.set(refund.refundId, reference);
  }
  const recorded = new Set(refunds.map(({ providerRef }) => providerRef));
  const external: { amount: number; reference: string }[] = [];
  let before = capturedThere - captured;
  let left = captured - refundTotal;
  for (const { amount, reference, mark } of cancels) {
    if ((mark !== null && marks.has(mark)) || reference === null || recorded.has(reference)) continue;
    if (amount <= before) {
      before -= amount;
      continue;
    }
    let rest = amount;
    for (const refund of owed()) {
      if (refund.amount > rest) continue;
      done.set(refund.refundId, reference);
      rest -= refund.amount;
    }
    const beyond = Math.min(rest, left);
    if (beyond > 0) external.push({ amount: beyond, reference });
    left -= Math.max(beyond, 0);
  }
  return { done: [...done].map(([refundId, reference]) => ({ refundId, reference })), external };
}
