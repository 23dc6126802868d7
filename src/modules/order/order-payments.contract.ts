import { z } from 'zod';
import { defineEvent } from '#platform/events/domain-event';
import { orderedUnits, type OrderStatus } from '#order';

/** How orders of this shop are paid. */
export abstract class PaymentTerms {
  /** new orders are to be paid; those that were placed before the switch keep the terms that they were placed under */
  abstract readonly enabled: boolean;
  /** ISO 4217 */
  abstract readonly currency: string;
  /** an order is cancelled when this many attempts to pay it have failed */
  abstract readonly maxAttempts: number;
}

/**
 * Why an order is asked for. It decides how long the reservation is kept at least, within its limit: REQUEST 180 s (the
 * buyer was sent to a provider's page), CONFIRM 60 s (the money is about to be moved; up to 60 s past the limit),
 * UNKNOWN 120 s (the outcome of a confirmation is being found out; up to 600 s past the limit),
 * DEPOSIT to 300 s after `depositDueAt`, which raises the limit.
 */
export type AuthorizationPurpose = 'REQUEST' | 'CONFIRM' | 'UNKNOWN' | 'DEPOSIT';

export interface AuthorizationRequest {
  readonly orderId: number;
  readonly purpose: AuthorizationPurpose;
  /** the user who asks: the order of another user is NOT_FOUND, and stays as it is; left out: it is not checked */
  readonly userId?: number | undefined;
  /** a smaller amount cannot be paid so: the answer is TOO_LITTLE, and the order stays as it is */
  readonly atLeast?: number | undefined;
  /** with DEPOSIT: until when the buyer may transfer the money */
  readonly depositDueAt?: Date | undefined;
}

/**
 * PAYABLE: the units stay reserved until `reservedUntil` at least, by the database's clock. EXPIRING: less than 45 s are
 * left, and the order is about to be cancelled. TOO_LITTLE: less is due than the payment has to be at least. OVER: the order failed or was cancelled. `due` is in the currency's
 * smallest unit.
 */
export type Authorization =
  | {
      readonly orderId: number;
      readonly outcome: 'PAYABLE';
      readonly userId: number;
      readonly due: number;
      readonly currency: string;
      readonly reservedUntil: Date;
      readonly reserveLimit: Date;
    }
  | {
      readonly orderId: number;
      readonly outcome: 'PAID' | 'UNDECIDED' | 'EXPIRING' | 'TOO_LITTLE';
      readonly userId: number;
    }
  | { readonly orderId: number; readonly outcome: 'OVER'; readonly userId: number; readonly status: OrderStatus }
  | { readonly orderId: number; readonly outcome: 'NOT_FOUND' };

/** How an attempt to pay has ended, as it is now. */
export interface PaymentEnd {
  readonly paymentId: number;
  readonly orderId: number;
  /** REVERSED: captured money has gone back without a refund of this shop: a deposit has bounced, or it was paid back at the provider's console */
  readonly outcome: 'CAPTURED' | 'FAILED' | 'REVERSED';
  /** what was captured, in the currency's smallest unit; 0 of a failed attempt */
  readonly amount: number;
  readonly currency: string;
  /** how many attempts to pay this order have failed so far */
  readonly failedAttempts: number;
}

/**
 * What became of a payment. PAID: the order has accepted it, and no other. DUPLICATE: the order was paid already, or had
 * nothing to pay. MISMATCH: amount or currency are not what is due. LATE: the order has expired. OVER: it has ended for
 * another reason. NOTED: a failed attempt was counted, or a payment whose money has gone back was taken off the order, unless its goods have left.
 */
export type SettlementOutcome = 'PAID' | 'DUPLICATE' | 'MISMATCH' | 'LATE' | 'OVER' | 'NOTED';

export interface SettledPayment {
  readonly paymentId: number;
  readonly outcome: SettlementOutcome;
}

export interface LatePayment {
  readonly paymentId: number;
  readonly orderId: number;
  /** false: it buys nothing, unless it has bought an order before */
  readonly mayBuy?: boolean;
}

/** REFUSED: nothing replaces the order, and the money goes back. */
export type Replacement =
  | { readonly paymentId: number; readonly outcome: 'REPLACED'; readonly orderId: number }
  | { readonly paymentId: number; readonly outcome: 'REFUSED' };

/** What payments ask of orders. The row of the order is the only judge. Concurrent calls share transactions. */
export abstract class OrderPayments {
  /**
   * May these orders be paid now, and what is due? PAYABLE keeps them from expiring for a while. Money may be moved only
   * after it, and is sent at most 15 s later. Idempotent.
   */
  abstract authorize(requests: readonly AuthorizationRequest[]): Promise<readonly Authorization[]>;

  /**
   * Settles the orders of payments that have ended; the answer is for ever. An order in ORDER_PENDING takes the money that is
   * due, however late it comes, and becomes ORDER_SUCCESS. A repeated call gets the same answer and changes nothing.
   */
  abstract settle(ends: readonly PaymentEnd[]): Promise<readonly SettledPayment[]>;

  /**
   * For LATE payments: an order with the same lines and prices that is paid already. Its stock is decided afterwards; if
   * that is refused, `OrderPaymentReleased` is published. At most one for each expired order, and only for the payment
   * that bought it. REFUSED if the buyer has ordered the same products again, or if it may not buy. The answer is for
   * ever, whatever a later call or another instance asks for. Idempotent.
   */
  abstract replace(late: readonly LatePayment[]): Promise<readonly Replacement[]>;
}

/** What an order has to pay: `due = total - discount - points`, in the currency's smallest unit. */
const orderBill = z.object({
  total: z.number(),
  discount: z.number(),
  points: z.number(),
  due: z.number(),
  userCouponId: z.number().nullable(),
});
export type OrderBill = z.infer<typeof orderBill>;

const orderToPay = orderedUnits.extend({
  lines: z.array(z.object({ productId: z.number(), quantity: z.number(), price: z.number() })),
  owner: z.object({ userId: z.number(), orderedAt: z.number() }),
  bill: orderBill,
  /** the late payment that has bought this order in place of an expired one */
  prepaid: z.object({ paymentId: z.number(), amount: z.number() }).optional(),
});
export type OrderToPay = z.infer<typeof orderToPay>;

/**
 * An order is durable that is to be paid. It has an event of its own, so that no release without payments, which may
 * still run beside this one, completes it without its money.
 */
export const OrderPlacedToPay = defineEvent('order.placed-to-pay', orderToPay);

const reservedOrder = z.object({
  orderId: z.number(),
  userId: z.number(),
  due: z.number(),
  payBy: z.number(),
  lines: z.array(z.object({ productId: z.number(), quantity: z.number() })),
});
export type ReservedOrder = z.infer<typeof reservedOrder>;

/** The units of an order are reserved until it is paid, or until `payBy`, ms since 1970 by the database's clock. */
export const OrderReserved = defineEvent('order.reserved', reservedOrder);

const releasedPayment = z.object({
  orderId: z.number(),
  paymentId: z.number(),
  cause: z.enum(['CANCELLED', 'LATE']),
});
export type ReleasedPayment = z.infer<typeof releasedPayment>;

/** An order that was paid has ended without its goods: its payment is to be paid back. */
export const OrderPaymentReleased = defineEvent('order.payment-released', releasedPayment);

const buyersOrder = z.object({ orderId: z.number(), userId: z.number() });

/** The buyer has begun to pay an order, also again after an attempt that failed. */
export const OrderPaymentRequested = defineEvent('order.payment-requested', buyersOrder);

/** An order has been cancelled that waited for its payment. What is still open to take its money is closed. */
export const OrderReservationCancelled = defineEvent('order.reservation-cancelled', z.object({ orderId: z.number() }));

/** An attempt to pay an order has failed. */
export const OrderPaymentFailed = defineEvent('order.payment-failed', buyersOrder);

/** An order has accepted a payment and is completed. */
export const OrderPaid = defineEvent(
  'order.paid',
  z.object({
    orderId: z.number(),
    userId: z.number(),
    paymentId: z.number(),
    amount: z.number(),
    lines: z.array(z.object({ productId: z.number(), quantity: z.number() })),
  }),
);
