import { Injectable } from '@nestjs/common';
import { DatabaseClock } from '#platform/database/database-clock';
import { DomainError, MOST_IDS_NAMED } from '#platform/domain-error';
import { HotDealClient, type HotDealOffer } from '#event';
import { ProductClient, type ProductSnapshot } from '#product';
import type { OrderedItem } from '#order';
import type { OrderLine } from '../domain/order';

export interface PriceQuote {
  readonly lines: readonly OrderLine[];
  /** the instant, by the database's clock, for which running deals were looked up */
  readonly quotedAt: Date;
}

/**
 * Names, versions and prices of the ordered products: the best deal that runs at this instant and is not above the
 * ordinary price, else the ordinary price.
 */
@Injectable()
export class QuotePrices {
  constructor(
    private readonly products: ProductClient,
    private readonly hotDeals: HotDealClient,
    private readonly clock: DatabaseClock,
  ) {}

  /** @throws DomainError PRODUCT_NOT_FOUND, naming the products that do not exist */
  async execute(items: readonly OrderedItem[]): Promise<PriceQuote> {
    const productIds = items.map(({ productId }) => productId);
    const quotedAt = this.clock.now();
    // Both may have to read from the database; neither depends on the other.
    const [products, offers] = await Promise.all([
      this.products.find(productIds),
      this.hotDeals.bestOffers(productIds, quotedAt),
    ]);
    const missing = productIds.filter((productId) => !products.has(productId));
    if (missing.length > 0) {
      throw new DomainError('not-found', 'PRODUCT_NOT_FOUND', `Products not found: ${missing.join(', ')}.`, {
        about: { productIds: missing.slice(0, MOST_IDS_NAMED) },
      });
    }
    const lines = items.flatMap((item) => {
      const product = products.get(item.productId);
      return product === undefined ? [] : [priced(item, product, offers.bestFor(product))];
    });
    return { lines, quotedAt };
  }
}

function priced(item: OrderedItem, product: ProductSnapshot, offer: HotDealOffer | undefined): OrderLine {
  return {
    productId: item.productId,
    productVersion: product.productVersion,
    productName: product.productName,
    quantity: item.quantity,
    originalPrice: offer?.originalPrice ?? product.productPrice,
    price: offer?.discountPrice ?? product.productPrice,
    eventId: offer?.eventId ?? null,
  };
}
