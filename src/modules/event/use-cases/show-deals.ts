import { Injectable } from '@nestjs/common';
import { DatabaseClock } from '#platform/database/database-clock';
import { decodeCursor, encodeCursor } from '#platform/http/parameters/cursor';
import { type Paged, type PageRequest, toPage } from '#platform/http/parameters/page';
import { ProductClient } from '#product';
import type { Offer } from '../domain/offer';
import { OfferQueries } from '../persistence/offer.queries';
import { OfferCache } from '../persistence/offer-cache';
import { ShowHotDeal } from './show-hot-deal';

/** An offer and the name of its product. */
export interface Deal {
  readonly offer: Offer;
  readonly productName: string;
}

/** Offers with the names of their products. Those of deleted products are left out. */
@Injectable()
export class ShowDeals {
  constructor(
    private readonly products: ProductClient,
    private readonly offers: OfferCache,
    private readonly clock: DatabaseClock,
    private readonly queries: OfferQueries,
    private readonly hotDeals: ShowHotDeal,
  ) {}

  /** The best deal that is running now of each of these products that has one, in this order. */
  async search(productIds: readonly number[]): Promise<Deal[]> {
    const best = await this.offers.bestOffers(productIds, this.clock.now());
    return this.named(productIds.flatMap((productId) => best.get(productId) ?? []));
  }

  /**
   * All deals of one event, in ascending order of product.
   * @throws DomainError EVENT_NOT_FOUND
   */
  async ofEvent(eventId: number, page: PageRequest): Promise<Paged<Deal>> {
    const cursor = decodeCursor(page.cursor, ['number']);
    await this.hotDeals.execute(eventId);
    const wanted = page.limit + 1;
    const deals: Deal[] = [];
    let after = cursor?.[0] ?? 0;
    for (;;) {
      const offers = await this.queries.ofDeal(eventId, after, wanted);
      deals.push(...(await this.named(offers)));
      after = offers.at(-1)?.productId ?? after;
      if (offers.length < wanted || deals.length >= wanted) break;
    }
    return toPage(
      deals,
      page.limit,
      ({ offer }) => encodeCursor([offer.productId]),
      (deal) => deal,
    );
  }

  private async named(offers: readonly Offer[]): Promise<Deal[]> {
    const products = await this.products.find(offers.map(({ productId }) => productId));
    return offers.flatMap((offer) => {
      const product = products.get(offer.productId);
      return product === undefined ? [] : [{ offer, productName: product.productName }];
    });
  }
}
