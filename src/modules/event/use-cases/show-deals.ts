import { Injectable } from '@nestjs/common';
import { DatabaseClock } from '#platform/database/database-clock';
import { ProductClient } from '#product';
import type { Offer } from '../domain/offer';
import { HotDealQueries } from '../persistence/hot-deal.queries';
import { OfferQueries } from '../persistence/offer.queries';
import { OfferCache } from '../persistence/offer-cache';

/** An offer and the name of its product. */
export interface Deal {
  readonly offer: Offer;
  readonly productName: string;
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
    const best = await this.offers.bestOffers(productIds, this.clock.now());
    return this.named(productIds.flatMap((productId) => best.get(productId) ?? []));
  }

  /**
   * The deals of one event in ascending order of product, those after `afterProductId`: `limit` of them if there are as
   * many.
   * @throws DomainError EVENT_NOT_FOUND
   */
  async ofEvent(eventId: number, afterProductId: number, limit: number): Promise<Deal[]> {
    await this.hotDeals.get(eventId);
    const deals: Deal[] = [];
    for (let after = afterProductId; ;) {
      const offers = await this.queries.ofDeal(eventId, after, limit);
      deals.push(...(await this.named(offers)));
      after = offers.at(-1)?.productId ?? after;
      if (offers.length < limit || deals.length >= limit) return deals.slice(0, limit);
    }
  }

  private async named(offers: readonly Offer[]): Promise<Deal[]> {
    const products = await this.products.find(offers.map(({ productId }) => productId));
    return offers.flatMap((offer) => {
      const product = products.get(offer.productId);
      return product === undefined ? [] : [{ offer, productName: product.productName }];
    });
  }
}
