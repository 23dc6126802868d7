import { z } from 'zod';
import { defineEvent } from '#platform/events/domain-event';

/** What orders and deals need of a product. */
export interface ProductSnapshot {
  readonly productId: number;
  /** grows by one with each change of the product */
  readonly productVersion: number;
  readonly productName: string;
  /** the ordinary price of one unit, in the currency's smallest unit */
  readonly productPrice: number;
  readonly productImageUrl: string;
}

/** A product as pages show it. */
export interface ProductDetails extends Omit<ProductSnapshot, 'productVersion'> {
  readonly productDescription: string;
  readonly productImageUrl: string;
  readonly productCategory: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Also of a product that can no longer be ordered, as it was last. */
export interface LastKnownProduct {
  readonly product: ProductDetails;
  readonly deleted: boolean;
}

/** A product as it was in one version, written at `updatedAt`; its schema in the API is `ProductVersionView`. */
export interface ProductVersion extends ProductDetails {
  readonly productVersion: number;
  /** null: the version is the current one, or was the last one when the product was deleted */
  readonly replacedAt: Date | null;
}

/** The catalogue as other modules use it. Deleted products are found by `lastKnown` and `asOf` only. */
export abstract class ProductClient {
  /**
   * The products among `productIds` that exist, from a cache: at most 1 s old, and on the instance that made a change
   * never older than that change.
   */
  abstract find(productIds: readonly number[]): Promise<ReadonlyMap<number, ProductSnapshot>>;

  /** The same, read from the database now: for decisions that are made once and kept. */
  abstract read(productIds: readonly number[]): Promise<ReadonlyMap<number, ProductSnapshot>>;

  /** All that pages show of these products, for lists of a user that keep deleted ones; as old as `find`. */
  abstract lastKnown(productIds: readonly number[]): Promise<ReadonlyMap<number, LastKnownProduct>>;

  /**
   * A product as it was in one version, also if it was deleted since; `undefined` if there has never been such a version.
   */
  abstract asOf(productId: number, version: number): Promise<ProductVersion | undefined>;
}

/** The codes of all categories, in the order in which a shop shows them. */
export const CATEGORY_CODES = [
  'ELECTRONICS',
  'FASHION',
  'BEAUTY',
  'HOME_LIVING',
  'FOOD',
  'SPORTS',
  'BOOKS',
  'HEALTH',
  'BABY',
  'PET',
  'CAR',
  'HOBBY',
  'OFFICE',
  'OTHER',
] as const;

/** The catalogue as read views use it, from the database now. Deleted products are never found. */
export abstract class ProductCatalogue {
  /** In the order of the ids, without those that do not exist. */
  abstract findAll(productIds: readonly number[]): Promise<readonly ProductDetails[]>;

  /** The ids below this one, in descending order: for long work in batches that begins with the newest products. */
  abstract idsBelow(productId: number, limit: number): Promise<readonly number[]>;
}

/** A product was created or changed. */
export const ProductChanged = defineEvent('product.changed', z.object({ productId: z.number() }));

/** Products were created or changed by an import; up to 500 in one event. All of an import are committed together. */
export const ProductsImported = defineEvent('product.imported', z.object({ productIds: z.array(z.number()) }));

/** A product was deleted: it can no longer be ordered or put into a deal. */
export const ProductDeleted = defineEvent('product.deleted', z.object({ productId: z.number() }));
