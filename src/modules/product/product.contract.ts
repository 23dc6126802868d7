import { z } from 'zod';
import { defineEvent } from '#platform/events/domain-event';

/** A product as an order or a deal sees it. */
export interface ProductSnapshot {
  readonly productId: number;
  readonly productName: string;
  /** the ordinary price of one unit, in the currency's smallest unit */
  readonly productPrice: number;
}

/** What other modules may ask of products. Deleted products are unknown here, as everywhere. */
export abstract class ProductClient {
  /**
   * Those of `productIds` that exist, answered from memory: at most 1 s old on an instance that did not make the
   * change, at once on the one that did.
   */
  abstract find(productIds: readonly number[]): Promise<ReadonlyMap<number, ProductSnapshot>>;

  /** The same, read from the database now: for what is decided once and kept. */
  abstract read(productIds: readonly number[]): Promise<ReadonlyMap<number, ProductSnapshot>>;
}

/** A product was deleted: it can be neither ordered nor put into a deal any more. */
export const ProductDeleted = defineEvent('product.deleted', z.object({ productId: z.number() }));
