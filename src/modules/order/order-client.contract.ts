import { z } from 'zod';
import { defineEvent } from '#platform/events/domain-event';
import type { OrderStatus } from '#order';
import type { DeliveryAddress } from '#user';

export type { DeliveryAddress } from '#user';

/** How far the goods of a completed order have come. RETURNED: every unit has come back. */
export const ORDER_PROGRESS = ['SHIPPED', 'DELIVERED', 'RETURN_REQUESTED', 'RETURNED'] as const;
export type OrderProgress = (typeof ORDER_PROGRESS)[number];

/** A line of an order. Money is in the currency's smallest unit. */
export interface ChargedLine {
  readonly productId: number;
  readonly productName: string;
  readonly quantity: number;
  /** of one unit, before discount and points */
  readonly price: number;
  /** the parts of the whole line in the order's discount and points */
  readonly discountShare: number;
  readonly pointsShare: number;
}

/** An order as other modules need it. */
export interface OrderDetails {
  readonly orderId: number;
  readonly userId: number;
  readonly status: OrderStatus;
  readonly orderDate: Date;
  readonly totalPrice: number;
  readonly lines: readonly ChargedLine[];
  /** the payment that the order has accepted, to which refunds belong, when that was, and its amount; null: none was due, or it is unpaid */
  readonly receipt: { readonly paymentId: number; readonly amount: number; readonly paidAt: Date } | null;
  /** null: it was ordered without one, or no key opens it */
  readonly address: DeliveryAddress | null;
}

export interface ProgressStep {
  readonly orderId: number;
  readonly progress: OrderProgress;
  /** 1 for SHIPPED, 2 for DELIVERED; the n-th return is 2n + 1 when requested and 2n + 2 when it ends */
  readonly version: number;
}

/**
 * DONE: the order has come so far now. ALREADY: it had come as far, or farther. OVER: it is not in ORDER_SUCCESS and never
 * will be again, so nothing may be shipped.
 */
export interface ProgressOutcome {
  readonly orderId: number;
  readonly outcome: 'DONE' | 'ALREADY' | 'OVER';
}

/** Orders as shipping, the stock room and integrations use them. */
export abstract class OrderClient {
  /** These orders as they are now; unknown ones are left out. */
  abstract find(orderIds: readonly number[]): Promise<readonly OrderDetails[]>;

  /**
   * Stores how far the goods have come, under the row lock of the order: a cancel that comes first wins, and one that comes
   * later is refused. Higher versions win; an equal or lower one changes nothing. Idempotent. Concurrent calls share
   * transactions.
   * @throws Error if one of these orders is not completed yet; the others may be stored
   */
  abstract progress(steps: readonly ProgressStep[]): Promise<readonly ProgressOutcome[]>;

  /** The units that unpaid orders have reserved, by product; at most 1 s old. Products without any are left out. */
  abstract reservedUnits(productIds: readonly number[]): Promise<ReadonlyMap<number, number>>;

  /**
   * Gives back what orders that have ended still hold of a product, where no stored event will do so. Idempotent.
   * @returns how many orders
   */
  abstract releaseForgotten(productId: number): Promise<number>;
}

const orderProgressed = z.object({
  orderId: z.number(),
  userId: z.number(),
  progress: z.enum(ORDER_PROGRESS),
  version: z.number(),
});

export type ProgressedOrder = z.infer<typeof orderProgressed>;

/** The goods of an order have come farther. */
export const OrderProgressed = defineEvent('order.progressed', orderProgressed);
