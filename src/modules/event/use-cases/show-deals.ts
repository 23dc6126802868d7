import { Injectable } from '@nestjs/common';
import { DatabaseClock } from '#platform/database/database-clock';
import { DomainError } from '#platform/domain-error';
import { ProductClient, type ProductSnapshot } from '#product';
import { applies, type Offer } from '../event.contract';
import { HotDealQueries } from '../persistence/hot-deal.queries';
import { OfferQueries, type ProductDealStatus } from '../persistence/offer.queries';
import { OfferCache } from '../persistence/offer-cache';

/** An offer and the name of its product. */
export interface Deal {
  readonly offer: Offer;
  readonly productName: string;
}

/** A deal that is listed whether or not it applies at the product's present price. */
export interface ListedDeal extends Deal {
  readonly applies: boolean;
}

/** Offers with the names of their products; those of deleted products are left out. */
@Injectable()
export class ShowDeals {
  constructor(
    private readonly products: ProductClient,
    private readonly offers: OfferCache,
    private readonly clock: DatabaseClock,
    private readonly queries: OfferQueries,
    private readonly hotDeals: HotDealQueries,
  ) {}

  /** The best deal that is running now of each of these products that has one, in this order. */
  async search(productIds: readonly number[]): Promise<Deal[]> {
    const offers = await this.offers.bestOffers(productIds, this.clock.now());
    const products = await this.products.find(offers.productIds);
    return productIds.flatMap((productId) => {
      const product = products.get(productId);
      const offer = product && offers.bestFor(product);
      return product === undefined || offer === undefined ? [] : [{ offer, productName: product.productName }];
    });
  }

  /**
   * The deals of one event in ascending order of product, those after `afterProductId`: `limit` of them if there are as
   * many.
   * @throws DomainError EVENT_NOT_FOUND
   */
  async ofEvent(eventId: number, afterProductId: number, limit: number): Promise<ListedDeal[]> {
    await this.hotDeals.get(eventId);
    const deals: ListedDeal[] = [];
    for (let after = afterProductId; ;) {
      const offers = await this.queries.ofDeal(eventId, after, limit);
      const products = await this.products.find(offers.map(({ productId }) => productId));
      deals.push(...listed(offers, products));
      after = offers.at(-1)?.productId ?? after;
      if (offers.length < limit || deals.length >= limit) return deals.slice(0, limit);
    }
  }

  /**
   * The deals of one product that are not over, soonest first.
   * @throws DomainError PRODUCT_NOT_FOUND
   */
  async ofProduct(productId: number, status: ProductDealStatus | undefined): Promise<ListedDeal[]> {
    const [products, offers] = await Promise.all([
      this.products.find([productId]),
      this.queries.ofProduct(productId, status),
    ]);
    if (!products.has(productId)) {
      throw new DomainError('not-found', 'PRODUCT_NOT_FOUND', `Product ${productId} was not found.`, {
        about: { productIds: [productId] },
      });
    }
    return listed(offers, products);
  }
}

function listed(offers: readonly Offer[], products: ReadonlyMap<number, ProductSnapshot>): ListedDeal[] {
  return offers.flatMap((offer) => {
    const product = products.get(offer.productId);
    if (product === undefined) return [];
    return [{ offer, productName: product.productName, applies: applies(offer, product.productPrice) }];
  });
}
