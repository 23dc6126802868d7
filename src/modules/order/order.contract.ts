import { z } from 'zod';
import { defineEvent } from '#platform/events/domain-event';
import type { Attempt } from '#platform/http/idempotency/idempotency';
import type { WaitPreference } from '#platform/http/parameters/prefer-wait';
import type { DeliveryAddress } from '#user';

export const ORDER_STATUSES = [
  'ORDER_BEFORE',
  'ORDER_PENDING',
  'ORDER_SUCCESS',
  'ORDER_FAILURE',
  'ORDER_CANCELLED',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];
export const FAILURE_REASONS = [
  'INSUFFICIENT_STOCK',
  'PRODUCT_UNAVAILABLE',
  'COUPON_UNAVAILABLE',
  'INSUFFICIENT_POINTS',
] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];

export const CANCEL_REASONS = [
  'BY_BUYER',
  'BY_ADMIN',
  'PAYMENT_EXPIRED',
  'PAYMENT_FAILED',
  'PAYMENT_REVERSED',
] as const;
export type CancelReason = (typeof CANCEL_REASONS)[number];

/**
 * How far an order has come, derived from its status, its payment and its goods: `status` keeps the five values that
 * clients know.
 */
export const ORDER_STAGES = [
  'CREATED',
  'AWAITING_PAYMENT',
  'PAYMENT_REQUESTED',
  'PAYMENT_FAILED',
  'PAYMENT_COMPLETED',
  'SHIPPED',
  'DELIVERED',
  'RETURN_REQUESTED',
  'RETURNED',
  'CANCELLED',
  'EXPIRED',
  'FAILED',
] as const;
export type OrderStage = (typeof ORDER_STAGES)[number];

/** An order as the API shows it; its schema there is `OrderView`. Money is in the currency's smallest unit. */
export interface PublicOrder {
  readonly orderId: number;
  readonly userId: number;
  readonly items: readonly PublicOrderItem[];
  /** the sum of the quantities */
  readonly totalOrderCount: number;
  readonly totalOrderPrice: number;
  /** the instant by which the prices were judged, ISO 8601 in UTC */
  readonly orderDate: string;
  readonly status: OrderStatus;
  readonly failureReason: FailureReason | null;
  readonly stage: OrderStage;
  /** of a cancelled order; orders that earlier releases cancelled have none */
  readonly cancelReason?: CancelReason;
  /** the coupon of its buyer that it was placed with */
  readonly userCouponId?: number;
  /** what the coupon takes off the order */
  readonly discount?: number;
  /** the points that pay for a part of it */
  readonly pointsUsed?: number;
  /** what is left to pay; of orders that were placed to be paid */
  readonly amountDue?: number;
  /** until when its units are reserved: only while it is in ORDER_PENDING; ISO 8601 in UTC */
  readonly payBy?: string;
  /** ISO 8601 in UTC */
  readonly paidAt?: string;
  /** the expired order that a late payment has bought this one in place of */
  readonly replacesOrderId?: number;
  readonly replacedByOrderId?: number;
  /** where it goes; left out where it was ordered without an address, and in lists */
  readonly deliveryAddress?: DeliveryAddress;
}

export interface PublicOrderItem {
  readonly productId: number;
  /** left out of orders of earlier releases */
  readonly productVersion?: number;
  readonly productName: string;
  readonly quantity: number;
  /** per unit, as is `productPrice`, the price charged */
  readonly originalPrice: number;
  readonly productPrice: number;
  /** the hot deal that gave the price */
  readonly eventId: number | null;
  readonly itemTotalPrice: number;
  /** the parts of this item in `discount` and `pointsUsed`; left out where the order has neither */
  readonly discountShare?: number;
  readonly pointsShare?: number;
}

/** What is to be ordered. */
export interface OrderContents {
  /** 1 to 100 items of 1 to 1,000 units, each product at most once */
  readonly items: readonly OrderedItem[];
  /** the order is refused if it costs more in total */
  readonly expectedTotal?: number | undefined;
  /** the lines of the buyer's cart that this order takes out of it */
  readonly cartLines?: readonly CartLine[] | undefined;
  /** points of the buyer that pay for a part of it; only while payments are on */
  readonly usePoints?: number | undefined;
  /** the buyer's coupon that takes something off it; only while payments are on */
  readonly userCouponId?: number | undefined;
  /** the buyer's address that it goes to, the default one if left out; only while shipping is on */
  readonly addressId?: number | undefined;
}

export interface OrderedItem {
  readonly productId: number;
  readonly quantity: number;
  /** the order is refused if one unit costs more */
  readonly expectedPrice?: number | undefined;
}

const cartLine = z.object({ productId: z.number(), version: z.number() });
/** A line of a cart in the version in which it is ordered. */
export type CartLine = Readonly<z.infer<typeof cartLine>>;

export interface PlaceOrderCommand {
  /** the buyer with the idempotency key, and the request that is made once under it */
  readonly attempt: Attempt;
  readonly wait: WaitPreference;
  /**
   * Reads what is to be ordered. It is called at most once, and not at all for a repeated request: its key is looked up
   * first. A refusal that it throws leaves the key free.
   */
  readonly contents: () => Promise<OrderContents>;
}

/** Places orders for other modules exactly as the routes of orders do. */
export abstract class OrderPlacement {
  /**
   * Places an order once per idempotency key, and waits for its decision if the client prefers that; the response is then
   * marked as the preference requires. Such a route answers 202, has the limit `ORDER_LIMIT`, and can refuse with
   * `ORDER_REFUSALS`.
   *
   * The order is durable when this resolves, and `OrderPlacedFromCart` is published in its transaction if it has
   * `cartLines`. A refused order is not stored. For a repeated request, the order as it now is.
   * @throws DomainError PRODUCT_NOT_FOUND; ADDRESS_NOT_FOUND; ADDRESS_NEEDED; INSUFFICIENT_STOCK of a product that is known to be sold out; PRICE_CHANGED;
   * COUPON_NOT_OWNED, COUPON_ALREADY_USED, COUPON_REVOKED, COUPON_EXPIRED, COUPON_BELOW_MINIMUM; VALIDATION_FAILED of
   * `usePoints` above what is left to pay; TOO_MANY_UNPAID_ORDERS; INSUFFICIENT_POINTS: in this order, if several apply; IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED
   * @throws Unavailable when the order is not durable in time; it may still become so
   */
  abstract place(command: PlaceOrderCommand): Promise<PublicOrder>;

  /** The latest orders of a user, at most `limit`, newest first. */
  abstract latestOf(userId: number, limit: number): Promise<readonly PublicOrder[]>;
}

/** The name of the feature by which new orders are to be paid: the fields `usePoints` and `userCouponId` belong to it. */
export const PAYMENTS_FEATURE = 'payments';

/**
 * The name of the feature by which completed orders are shipped, and can be returned: the field `addressId` belongs to it.
 * The module shipping has its switch.
 */
export const SHIPPING_FEATURE = 'shipping';

/** The name of the rate limit on placing orders. */
export const ORDER_LIMIT = 'orders';

/** The error codes with which a quote of an order can be refused. */
export const QUOTE_REFUSALS = [
  'PRODUCT_NOT_FOUND',
  'ADDRESS_NOT_FOUND',
  'ADDRESS_NEEDED',
  'INSUFFICIENT_STOCK',
  'PRICE_CHANGED',
  'COUPON_NOT_OWNED',
  'COUPON_ALREADY_USED',
  'COUPON_REVOKED',
  'COUPON_EXPIRED',
  'COUPON_BELOW_MINIMUM',
  'TOO_MANY_UNPAID_ORDERS',
  'INSUFFICIENT_POINTS',
] as const;

/** The error codes with which placing an order can be refused. */
export const ORDER_REFUSALS = [...QUOTE_REFUSALS, 'IDEMPOTENCY_IN_PROGRESS', 'IDEMPOTENCY_KEY_REUSED'] as const;

export interface UnitsSold {
  readonly productId: number;
  readonly units: number;
}

/**
 * What was sold, by day: the units of orders in `ORDER_SUCCESS`, on the day in `APP_TIMEZONE` on which they became so, by
 * the database's clock. A cancelled order is taken off that same day. Days are written `2025-07-15`, and the first and
 * the last one of a range belong to it. Orders of releases that did not count them are left out.
 */
export abstract class SalesFigures {
  /** The day that it is now. */
  abstract today(): string;

  /**
   * The products that sold most, as counted in the database now: most units first, of equal units the newer product. A
   * range of several days reads all rows of these days.
   */
  abstract mostSold(from: string, to: string, limit: number): Promise<readonly UnitsSold[]>;

  /** The units of these products, as counted in the database now; products that sold none are left out. */
  abstract unitsOf(productIds: readonly number[], from: string, to: string): Promise<ReadonlyMap<number, number>>;
}

export const orderedUnits = z.object({
  orderId: z.number(),
  lines: z.array(z.object({ productId: z.number(), quantity: z.number() })),
});
/** An order, and the units of each product that it requests. */
export type OrderedUnits = z.infer<typeof orderedUnits>;

const placedOrder = orderedUnits.extend({
  /** publications of an earlier version lack the price of one unit */
  lines: z.array(z.object({ productId: z.number(), quantity: z.number(), price: z.number().optional() })),
  /** saves reading the order when it is completed; publications of an earlier version lack it */
  owner: z.object({ userId: z.number(), orderedAt: z.number() }).optional(),
});
export type PlacedOrder = z.infer<typeof placedOrder>;

/** An order is durable; its stock is not decided yet. */
export const OrderPlaced = defineEvent('order.placed', placedOrder);

const orderFromCart = z.object({ orderId: z.number(), userId: z.number(), lines: z.array(cartLine) });
export type OrderFromCart = z.infer<typeof orderFromCart>;

/** An order is durable that was made of these lines of the user's cart; not published for other orders. */
export const OrderPlacedFromCart = defineEvent('order.placed-from-cart', orderFromCart);

/** An order was decided, or cancelled before or after its decision. */
export const OrderSettled = defineEvent(
  'order.settled',
  z.object({
    orderId: z.number(),
    userId: z.number(),
    status: z.enum(['ORDER_SUCCESS', 'ORDER_FAILURE', 'ORDER_CANCELLED']),
    failureReason: z.enum(FAILURE_REASONS).nullable(),
    /** of cancelled orders */
    cancelReason: z.enum(CANCEL_REASONS).optional(),
  }),
);

/** An order is in a state that holds no stock, while units may have been taken for it. */
export const OrderReleased = defineEvent(
  'order.released',
  // `heldStock`: the order was in a state that holds stock until then. Left out: if units were taken, it never held them.
  orderedUnits.extend({ heldStock: z.boolean().optional() }),
);
