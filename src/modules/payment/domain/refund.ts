import type { Payment } from './payment';

export const REFUND_CAUSES = ['CANCELLED', 'RETURN', 'LATE', 'DUPLICATE', 'MISMATCH', 'OVER', 'EXTERNAL'] as const;
export type RefundCause = (typeof REFUND_CAUSES)[number];

/** DUE: it is being paid back. DONE: it is paid back. STUCK: it is still owed, and an administrator has to decide. */
export const REFUND_STATES = ['DUE', 'DONE', 'STUCK'] as const;
export type RefundState = (typeof REFUND_STATES)[number];

/** How an administrator ends a refund that its provider has refused: paid back by hand, or as points of this shop. */
export const SETTLED_AS = ['HAND', 'POINTS'] as const;
export type SettledAs = (typeof SETTLED_AS)[number];
export const MAX_NOTE = 500;

export interface Settlement {
  readonly refundId: number;
  readonly as: SettledAs;
  readonly note: string;
  /** the administrator */
  readonly userId: number;
}

/** Why a payment is paid back. One cause pays a payment back once, however often it is given. */
export interface DueRefund {
  readonly paymentId: number;
  readonly cause: RefundCause;
  /** what the cause is about: the order, or the return */
  readonly causeId: number;
  /** the most that goes back for this cause; all that is left by default */
  readonly amount?: number;
}

/** What a payment took, and how much of that goes back or has gone back. */
export interface RefundedPayment {
  readonly paymentId: number;
  readonly orderId: number;
  readonly captured: number;
  readonly refundTotal: number;
}

export interface PlannedRefund {
  readonly paymentId: number;
  readonly orderId: number;
  readonly cause: RefundCause;
  readonly causeId: number;
  readonly amount: number;
  /** the provider's name of a refund that was made there */
  readonly reference?: string;
}

/** The method whose money goes back to an account of the buyer. */
export const BY_ACCOUNT = 'VIRTUAL_ACCOUNT';

/** Whether the money of an attempt by that method may have to go back, once it has come or as it is. */
export function mayGoBackToAccount({ state, isLive, captured, refundTotal }: Payment): boolean {
  return state === 'CAPTURED' ? refundTotal < captured : isLive;
}

type Cause = Pick<DueRefund, 'paymentId' | 'cause' | 'causeId'>;

/**
 * R1. A cause that finds too little left takes what is left; one that finds nothing, or that was given before, takes
 * nothing.
 */
export function planRefunds(
  due: readonly DueRefund[],
  payments: readonly RefundedPayment[],
  known: readonly Cause[],
): PlannedRefund[] {
  const byId = new Map(payments.map((payment) => [payment.paymentId, payment]));
  const left = new Map(payments.map(({ paymentId, captured, refundTotal }) => [paymentId, captured - refundTotal]));
  const seen = new Set(known.map(causeKey));
  const planned: PlannedRefund[] = [];
  for (const refund of due) {
    const payment = byId.get(refund.paymentId);
    if (payment === undefined || seen.has(causeKey(refund))) continue;
    seen.add(causeKey(refund));
    const available = left.get(refund.paymentId) ?? 0;
    const amount = Math.min(refund.amount ?? available, available);
    if (amount <= 0) continue;
    left.set(refund.paymentId, available - amount);
    const { paymentId, cause, causeId } = refund;
    planned.push({ paymentId, orderId: payment.orderId, cause, causeId, amount });
  }
  return planned;
}

function causeKey({ paymentId, cause, causeId }: Cause): string {
  return `${paymentId} ${cause} ${causeId}`;
}
