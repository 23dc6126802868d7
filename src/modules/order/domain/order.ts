import { DomainError } from '#platform/domain-error';
import type { CancelReason, FailureReason, OrderStage, OrderStatus } from '#order';
import type { OrderProgress } from '#order-client';
import type { StockDecision } from '#stock';
import type { OrderPayment } from './order-payment';

/** One product of an order, at the price that applied when it was placed; prices never change afterwards. */
export interface OrderLine {
  readonly productId: number;
  /** of the product that was quoted; null in orders of earlier releases */
  readonly productVersion: number | null;
  readonly productName: string;
  readonly quantity: number;
  /** per unit, in the currency's smallest unit, as is `price` */
  readonly originalPrice: number;
  readonly price: number;
  /** the hot deal that gave the price */
  readonly eventId: number | null;
}

export interface Order {
  readonly orderId: number;
  readonly userId: number;
  readonly lines: readonly OrderLine[];
  readonly status: OrderStatus;
  readonly failureReason: FailureReason | null;
  /** null in orders that earlier releases cancelled, and in all that are not cancelled */
  readonly cancelReason: CancelReason | null;
  /** the instant, by the database's clock, for which the prices were quoted */
  readonly orderedAt: Date;
  /** null in orders that were placed without payments */
  readonly payment: OrderPayment | null;
  /** how far its goods have come; null: they have not been shipped */
  readonly progress: OrderProgress | null;
  /** where it goes; null where it was ordered without an address, and in lists, which do not read it */
  readonly addressSealed: Buffer | null;
}

/** The parts of an order that are known when it is placed. */
type NewOrder = Pick<Order, 'orderId' | 'userId' | 'lines' | 'orderedAt'> & {
  /** left out: it need not be paid */
  readonly payment?: OrderPayment | undefined;
  readonly addressSealed?: Buffer | undefined;
};

/** A status that an order takes after it was placed, with the reason of a failure or of a cancel. */
export interface OrderOutcome {
  readonly status: Exclude<OrderStatus, 'ORDER_BEFORE'>;
  readonly failureReason: FailureReason | null;
  readonly cancelReason?: CancelReason;
}

/** An order cannot have its coupon, or its points do not suffice. */
export interface BenefitRefusal {
  readonly orderId: number;
  readonly outcome: 'REFUSED';
  readonly reason: Extract<FailureReason, 'COUPON_UNAVAILABLE' | 'INSUFFICIENT_POINTS'>;
}

/** What the stock decided about an order; it is not asked about one whose coupon or points are refused. */
export type OrderDecision = StockDecision | BenefitRefusal;

/**
 * What can happen to an order. `TAKEN_UNPAID`: its stock was taken, and its payment is still to come. `WITHDRAWN`: its
 * stock was given back before it was taken. `PAID`: a payment of what is due was captured. `ATTEMPTS_USED`: the last
 * attempt to pay that is allowed has failed. `REVERSED`: the money that has paid it has gone back by itself.
 */
type Step =
  'TAKEN' | 'TAKEN_UNPAID' | 'REFUSED' | 'WITHDRAWN' | 'PAID' | 'ATTEMPTS_USED' | 'EXPIRED' | 'REVERSED' | 'CANCEL';

/** What each state becomes by each step. A step that is missing leaves the state as it is. */
const TRANSITIONS: Readonly<Record<OrderStatus, Partial<Record<Step, OrderOutcome['status']>>>> = {
  ORDER_BEFORE: {
    TAKEN: 'ORDER_SUCCESS',
    TAKEN_UNPAID: 'ORDER_PENDING',
    REFUSED: 'ORDER_FAILURE',
    WITHDRAWN: 'ORDER_CANCELLED',
    REVERSED: 'ORDER_CANCELLED',
    CANCEL: 'ORDER_CANCELLED',
  },
  ORDER_PENDING: {
    PAID: 'ORDER_SUCCESS',
    ATTEMPTS_USED: 'ORDER_CANCELLED',
    EXPIRED: 'ORDER_CANCELLED',
    CANCEL: 'ORDER_CANCELLED',
  },
  ORDER_SUCCESS: { REVERSED: 'ORDER_CANCELLED', CANCEL: 'ORDER_CANCELLED' },
  ORDER_FAILURE: {},
  ORDER_CANCELLED: {},
};

/** The states in which an order keeps the units that were taken for it. */
const HOLDS_STOCK: readonly OrderStatus[] = ['ORDER_PENDING', 'ORDER_SUCCESS'];

/** What a step makes of an order. */
export interface Transition {
  /** `undefined`: the order stays as it is */
  readonly outcome: OrderOutcome | undefined;
  /** the order holds no stock (any more), but units may have been taken for it: they are to be given back */
  readonly releasesStock: boolean;
}

export function place({ payment, addressSealed, ...placed }: NewOrder): Order {
  const undecided = { status: 'ORDER_BEFORE', failureReason: null, cancelReason: null, progress: null } as const;
  return { ...placed, ...undecided, payment: payment ?? null, addressSealed: addressSealed ?? null };
}

/**
 * Applies the decision about an order. One that was decided or cancelled before stays as it is; what was taken for it is
 * released unless it holds stock.
 * @param awaitsPayment something is due that was not paid in advance
 */
export function complete(status: OrderStatus, decision: OrderDecision, awaitsPayment = false): Transition {
  const { step, failureReason } = stepOf(decision, awaitsPayment);
  const next = TRANSITIONS[status][step];
  if (next !== undefined) return { outcome: { status: next, failureReason }, releasesStock: false };
  return { outcome: undefined, releasesStock: decision.outcome === 'TAKEN' && !holdsStock(status) };
}

/**
 * Cancels an order whose goods have not left. Cancelling it again changes nothing.
 * @throws DomainError ORDER_NOT_CANCELLABLE
 */
export function cancel(status: OrderStatus, progress: OrderProgress | null, by: 'BY_BUYER' | 'BY_ADMIN'): Transition {
  if (status === 'ORDER_CANCELLED') return { outcome: undefined, releasesStock: false };
  if (progress !== null) {
    throw notCancellable('An order that has been shipped cannot be cancelled.', { status, stage: progress });
  }
  const next = TRANSITIONS[status].CANCEL;
  if (next === undefined) throw notCancellable('A failed order cannot be cancelled.', { status, stage: 'FAILED' });
  return { outcome: { status: next, failureReason: null, cancelReason: by }, releasesStock: true };
}

function notCancellable(
  detail: string,
  about: { readonly status: OrderStatus; readonly stage: OrderStage },
): DomainError {
  return new DomainError('conflict', 'ORDER_NOT_CANCELLABLE', detail, { about });
}

/** Ends an order whose reservation has ended. Any other order stays as it is. */
export function expire(status: OrderStatus): Transition {
  return ended(TRANSITIONS[status].EXPIRED, 'PAYMENT_EXPIRED');
}

/** Ends an order for which the last attempt to pay has failed. Any other order stays as it is. */
export function useUpAttempts(status: OrderStatus): Transition {
  return ended(TRANSITIONS[status].ATTEMPTS_USED, 'PAYMENT_FAILED');
}

/** Ends an order whose money has gone again: a completed one, or an undecided one that was paid in advance. */
export function reverse(status: OrderStatus): Transition {
  return ended(TRANSITIONS[status].REVERSED, 'PAYMENT_REVERSED');
}

/** Completes an order whose payment was captured. Any other order stays as it is. */
export function pay(status: OrderStatus): Transition {
  const next = TRANSITIONS[status].PAID;
  return { outcome: next && { status: next, failureReason: null }, releasesStock: false };
}

function ended(next: OrderOutcome['status'] | undefined, cancelReason: CancelReason): Transition {
  return { outcome: next && { status: next, failureReason: null, cancelReason }, releasesStock: next !== undefined };
}

function stepOf(
  decision: OrderDecision,
  awaitsPayment: boolean,
): { readonly step: Step; readonly failureReason: FailureReason | null } {
  if (decision.outcome === 'TAKEN') return { step: awaitsPayment ? 'TAKEN_UNPAID' : 'TAKEN', failureReason: null };
  if (decision.reason === 'ORDER_CANCELLED') return { step: 'WITHDRAWN', failureReason: null };
  return { step: 'REFUSED', failureReason: decision.reason };
}

/** An order in this state has ended without its goods, for good. */
export function hasEnded(status: OrderStatus): boolean {
  return status === 'ORDER_FAILURE' || status === 'ORDER_CANCELLED';
}

export function holdsStock(status: OrderStatus): boolean {
  return HOLDS_STOCK.includes(status);
}

export function isDecided(status: OrderStatus): boolean {
  return status !== 'ORDER_BEFORE';
}

export function orderNotFound(orderId: number): DomainError {
  return new DomainError('not-found', 'ORDER_NOT_FOUND', `Order ${orderId} was not found.`);
}

export function totalCount(lines: readonly Pick<OrderLine, 'quantity'>[]): number {
  return lines.reduce((sum, line) => sum + line.quantity, 0);
}

export function totalPrice(lines: readonly Pick<OrderLine, 'quantity' | 'price'>[]): number {
  return lines.reduce((sum, line) => sum + line.quantity * line.price, 0);
}
