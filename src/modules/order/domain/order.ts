import { DomainError } from '#platform/domain-error';
import { defineEvent } from '#platform/events/domain-event';
import { type FailureReason, orderedUnits, type OrderStatus } from '#order';
import type { StockDecision } from '#stock';

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
  /** the instant, by the database's clock, for which the prices were quoted */
  readonly orderedAt: Date;
}

/** A status that an order takes after it was placed, with the reason of a failure. */
export interface OrderOutcome {
  readonly status: 'ORDER_SUCCESS' | 'ORDER_FAILURE' | 'ORDER_CANCELLED';
  readonly failureReason: FailureReason | null;
}

/** What can happen to an order. `STOCK_WITHDRAWN`: its stock was given back before it was taken. */
type Step = 'STOCK_TAKEN' | 'STOCK_REFUSED' | 'STOCK_WITHDRAWN' | 'CANCEL';

/** What each state becomes by each step. A step that is missing leaves the state as it is. */
const TRANSITIONS: Readonly<Record<OrderStatus, Partial<Record<Step, OrderOutcome['status']>>>> = {
  ORDER_BEFORE: {
    STOCK_TAKEN: 'ORDER_SUCCESS',
    STOCK_REFUSED: 'ORDER_FAILURE',
    STOCK_WITHDRAWN: 'ORDER_CANCELLED',
    CANCEL: 'ORDER_CANCELLED',
  },
  ORDER_PENDING: { CANCEL: 'ORDER_CANCELLED' },
  ORDER_SUCCESS: { CANCEL: 'ORDER_CANCELLED' },
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

/** An order is in a state that holds no stock, while units may have been taken for it. */
export const OrderReleased = defineEvent('order.released', orderedUnits);

export function place(orderId: number, userId: number, lines: readonly OrderLine[], orderedAt: Date): Order {
  return { orderId, userId, lines, status: 'ORDER_BEFORE', failureReason: null, orderedAt };
}

/**
 * Applies the stock's decision. An order that was decided or cancelled before stays as it is; what was taken for it
 * is released unless it holds stock.
 */
export function complete(status: OrderStatus, decision: StockDecision): Transition {
  const { step, failureReason } = stepOf(decision);
  const next = TRANSITIONS[status][step];
  if (next !== undefined) return { outcome: { status: next, failureReason }, releasesStock: false };
  return { outcome: undefined, releasesStock: decision.outcome === 'TAKEN' && !HOLDS_STOCK.includes(status) };
}

/**
 * Cancels an order. Cancelling it again changes nothing.
 * @throws DomainError ORDER_NOT_CANCELLABLE
 */
export function cancel(status: OrderStatus): Transition {
  if (status === 'ORDER_CANCELLED') return { outcome: undefined, releasesStock: false };
  const next = TRANSITIONS[status].CANCEL;
  if (next === undefined) {
    throw new DomainError('conflict', 'ORDER_NOT_CANCELLABLE', 'A failed order cannot be cancelled.', {
      about: { status },
    });
  }
  return { outcome: { status: next, failureReason: null }, releasesStock: true };
}

function stepOf(decision: StockDecision): { readonly step: Step; readonly failureReason: FailureReason | null } {
  if (decision.outcome === 'TAKEN') return { step: 'STOCK_TAKEN', failureReason: null };
  if (decision.reason === 'ORDER_CANCELLED') return { step: 'STOCK_WITHDRAWN', failureReason: null };
  return { step: 'STOCK_REFUSED', failureReason: decision.reason };
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
