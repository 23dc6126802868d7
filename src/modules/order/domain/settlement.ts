import type { CancelReason, OrderStatus } from '#order';
import type { OrderProgress } from '#order-client';
import type { PaymentEnd, SettlementOutcome } from '#order-payments';
import { type OrderOutcome, pay, reverse, useUpAttempts } from './order';

/** A payment that was captured, or an attempt that has failed. */
export type EndedAttempt = PaymentEnd & { readonly outcome: 'CAPTURED' | 'FAILED' };

/** What decides about a payment of an order. */
export interface PayableOrder {
  readonly status: OrderStatus;
  readonly cancelReason: CancelReason | null;
  /** null: the order was placed without payments */
  readonly due: number | null;
  readonly currency: string | null;
  /** the payment that the order has accepted */
  readonly receiptPaymentId: number | null;
  /** attempts to pay that have failed, as far as the order knows */
  readonly failed: number;
}

/** What it means to an order that a capture has gone back by itself. */
export interface Reversal {
  /** what the order becomes; `undefined`: its status stays */
  readonly becomes: OrderOutcome | undefined;
  /** the order had accepted the payment, which it has no longer */
  readonly losesReceipt: boolean;
  /** the goods have left, so the order stays as it is: there is no money behind it, and an administrator has to decide */
  readonly isTooLate: boolean;
}

/** What the end of a payment means to its order. */
export interface Judgement {
  readonly outcome: SettlementOutcome;
  /** what the order becomes; `undefined`: its status stays */
  readonly becomes?: OrderOutcome | undefined;
  /** the attempts that have failed, where that number has grown */
  readonly failed?: number | undefined;
}

/**
 * Judges how a payment has ended. The answer to a captured payment never changes: a receipt, what is due and the reason
 * of a cancel are there for ever, and the receipt is looked at first.
 * @returns `undefined` if the order is undecided: nothing can be said yet
 */
export function judge(order: PayableOrder, end: EndedAttempt, maxAttempts: number): Judgement | undefined {
  return end.outcome === 'CAPTURED' ? judgeCapture(order, end) : judgeFailure(order, end, maxAttempts);
}

function judgeCapture(order: PayableOrder, { paymentId, amount, currency }: PaymentEnd): Judgement | undefined {
  if (order.receiptPaymentId === paymentId) return { outcome: 'PAID' };
  if (order.receiptPaymentId !== null || order.due === null || order.due === 0) return { outcome: 'DUPLICATE' };
  if (amount !== order.due || currency !== order.currency) return { outcome: 'MISMATCH' };
  if (order.status === 'ORDER_BEFORE') return undefined;
  const becomes = pay(order.status).outcome;
  if (becomes !== undefined) return { outcome: 'PAID', becomes };
  const isLate = order.cancelReason === 'PAYMENT_EXPIRED' || order.cancelReason === 'PAYMENT_FAILED';
  return { outcome: isLate ? 'LATE' : 'OVER' };
}

/** The number of failed attempts is compared, not counted up, because the end of an attempt may come again. */
function judgeFailure(order: PayableOrder, { failedAttempts }: PaymentEnd, maxAttempts: number): Judgement {
  if (order.status !== 'ORDER_PENDING' || failedAttempts <= order.failed) return { outcome: 'NOTED' };
  const becomes = failedAttempts >= maxAttempts ? useUpAttempts(order.status).outcome : undefined;
  return { outcome: 'NOTED', becomes, failed: failedAttempts };
}

/**
 * Judges what becomes of an order when a capture has gone back by itself, as a deposit that bounces does: only the order that has accepted the payment is concerned,
 * or one that was bought by it and is still undecided. A receipt goes, as there is no money behind it, but an order whose goods have left
 * stays as it is, with its receipt: its returns find a payment of which nothing is left to pay back.
 * @param prepaidBy the late payment that has bought this order in place of an expired one
 */
export function judgeReversal(
  order: Pick<PayableOrder, 'status' | 'receiptPaymentId'> & { readonly progress: OrderProgress | null },
  prepaidBy: number | null,
  paymentId: number,
): Reversal {
  const losesReceipt = order.receiptPaymentId === paymentId;
  if (order.progress !== null) return { becomes: undefined, losesReceipt: false, isTooLate: losesReceipt };
  const isPrepaid = order.status === 'ORDER_BEFORE' && prepaidBy === paymentId;
  return {
    becomes: losesReceipt || isPrepaid ? reverse(order.status).outcome : undefined,
    losesReceipt,
    isTooLate: false,
  };
}
