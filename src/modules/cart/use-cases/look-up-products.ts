import { Injectable } from '@nestjs/common';
import { DatabaseClock } from '#platform/database/database-clock';
import { HotDealClient, type Offer } from '#event';
import { ProductClient, type ProductDetails } from '#product';
import { StockLevels } from '#stock';

/** A product as an order would meet it now. */
export interface CurrentProduct {
  readonly product: ProductDetails;
  readonly deleted: boolean;
  readonly soldOut: boolean;
  /** the running deal with the best price, unless that is above the ordinary one */
  readonly offer: Offer | undefined;
}

/** Everything about products that carts and wish lists show, at most 1 s old. */
@Injectable()
export class LookUpProducts {
  constructor(
    private readonly products: ProductClient,
    private readonly hotDeals: HotDealClient,
    private readonly stock: StockLevels,
    private readonly clock: DatabaseClock,
  ) {}

  /** Leaves out the products that have never existed. */
  async execute(productIds: readonly number[]): Promise<ReadonlyMap<number, CurrentProduct>> {
    if (productIds.length === 0) return new Map();
    // Each of these may have to read from the database; none depends on another.
    const [products, offers, available] = await Promise.all([
      this.products.lastKnown(productIds),
      this.hotDeals.bestOffers(productIds, this.clock.now()),
      this.stock.available(productIds),
    ]);
    const found = new Map<number, CurrentProduct>();
    for (const [productId, { product, deleted }] of products) {
      found.set(productId, { product, deleted, soldOut: !available.has(productId), offer: offers.bestFor(product) });
    }
    return found;
  }
}

/** What an order would be charged now for one unit. */
export function priceOf({ product, offer }: CurrentProduct): number {
  return offer?.discountPrice ?? product.productPrice;
}
