import { z } from 'zod';
import { defineEvent } from '#platform/events/domain-event';

/** The units that an order requests: it gets all of its lines or none. */
export interface StockRequest {
  readonly orderId: number;
  /** each product at most once */
  readonly lines: readonly { readonly productId: number; readonly quantity: number }[];
}

/** The units that come back with a return. A completed order may have several returns. */
export interface StockReturn {
  readonly returnId: number;
  readonly orderId: number;
  /** each product at most once */
  readonly lines: readonly { readonly productId: number; readonly quantity: number }[];
}

/** `ORDER_CANCELLED`: the stock of the order was given back before it was taken. */
export type RefusalReason = 'INSUFFICIENT_STOCK' | 'PRODUCT_UNAVAILABLE' | 'ORDER_CANCELLED';

export type StockDecision =
  | { readonly orderId: number; readonly outcome: 'TAKEN' }
  | { readonly orderId: number; readonly outcome: 'REFUSED'; readonly reason: RefusalReason };

/** A page may be empty, also if others follow. */
export interface TakersPage {
  readonly orderIds: readonly number[];
  /** null: there are no more */
  readonly next: number | null;
}

/** The stock as orders and returns use it. */
export abstract class StockClient {
  /**
   * Decides each request once and for ever, in the given order among those that compete: TAKEN with all of its units,
   * or REFUSED with none. A repeated request, from any instance, gets the decision that was made and moves nothing.
   * Concurrent calls share one lock and one transaction; each request is atomic, the batch is not.
   * @throws Unavailable when the database does not answer; the outcome is then unknown, and the call can be repeated
   */
  abstract take(requests: readonly StockRequest[]): Promise<readonly StockDecision[]>;

  /**
   * Gives back what these orders took, once, however often it is called. An order that has taken nothing yet is decided
   * REFUSED and never will.
   * @returns the orders whose units came back by this call
   */
  abstract giveBack(requests: readonly StockRequest[]): Promise<readonly number[]>;

  /**
   * Puts the units of these returns back on sale, once per return and product, however often it is called, and whether
   * or not the product has been deleted: then they are counted, but not for sale. Like units that are given back, they
   * may raise a level above its limit.
   */
  abstract restock(returns: readonly StockReturn[]): Promise<void>;

  /**
   * The products among `productIds` that are known to have no unit left (or never had one), by a quantity read at most
   * 1 s ago.
   */
  abstract soldOut(productIds: readonly number[]): Promise<readonly number[]>;
}

/** The levels of the stock as other modules read them. */
export abstract class StockLevels {
  /** The products among `productIds` that have a unit, read from the database now. */
  abstract inStock(productIds: readonly number[]): Promise<ReadonlySet<number>>;

  /** The same by quantities read at most 1 s ago: for pages. */
  abstract available(productIds: readonly number[]): Promise<ReadonlySet<number>>;

  /**
   * Orders that have taken units of a product and have not given them back, page by page.
   * @param after the `next` of the page before; 0: the first page
   */
  abstract takersOf(productId: number, after: number): Promise<TakersPage>;

  /** What is left of these products, read from the database now. Those that never had stock, or are deleted, are left out. */
  abstract left(productIds: readonly number[]): Promise<ReadonlyMap<number, StockLeft>>;

  /**
   * Makes the quantity of a product what its movements say, under the lock of its row, and makes all instances forget what
   * they remember of it. Idempotent.
   * @throws DomainError INVENTORY_INCONSISTENT when the movements say less than 0
   */
  abstract recount(productId: number): Promise<{ readonly before: number; readonly after: number }>;
}

export interface StockLeft {
  readonly quantity: number;
  /** units of it that are kept for deals */
  readonly setAside: number;
  /** how many orders wait for units */
  readonly waiting: number;
  /** orders are never refused for its stock, and the quantity does not change */
  readonly unlimited: boolean;
}

const stockChange = z.object({
  productId: z.number(),
  /**
   * RETURNED: by a return of a completed order. UNLIMITED: the stock has no limit until it is RESET; orders do not change
   * it meanwhile. RECOUNTED: it was not what its movements say.
   */
  change: z.enum(['TAKEN', 'GIVEN_BACK', 'RETURNED', 'INCREASED', 'RESET', 'UNLIMITED', 'RECOUNTED', 'RETIRED']),
  /** in units; the sum of all orders of one commit */
  delta: z.number(),
  /** the units left afterwards */
  quantity: z.number(),
});
export type StockChange = z.infer<typeof stockChange>;

/** A stock level changed, or its product is not for sale any more (RETIRED). Published while its row is locked. */
export const StockChanged = defineEvent('stock.changed', stockChange);

/**
 * The first unit of a product arrived, or its last one was taken. The quantity changes with every sale, but this is
 * published only when it becomes zero or ceases to be: the sale has no other statement for those who list products.
 */
export const StockAvailabilityChanged = defineEvent('stock.availability-changed', z.object({ productId: z.number() }));
