import { Injectable } from '@nestjs/common';
import { SalesFigures } from '#order';
import { ProductClient } from '#product';
import { RankingCache } from './ranking-cache';
import { type Days, daysOfPeriod, daysUntil, type Period } from './ranking-period';
import type { RankingView } from './ranking-view.dto';

/** The products that sold most, without those that are deleted. */
@Injectable()
export class ShowRanking {
  constructor(
    private readonly sales: SalesFigures,
    private readonly lists: RankingCache,
    private readonly products: ProductClient,
  ) {}

  /** @param day any day of the period; today if it is `undefined` */
  ofPeriod(period: Period, day: string | undefined, limit: number): Promise<RankingView> {
    return this.rank(period, daysOfPeriod(period, day ?? this.sales.today()), limit);
  }

  /** Of today and the days before it, `count` in all. */
  ofLastDays(count: number, limit: number): Promise<RankingView> {
    return this.rank('days', daysUntil(this.sales.today(), count), limit);
  }

  private async rank(period: RankingView['period'], days: Days, limit: number): Promise<RankingView> {
    const { asOf, sold } = await this.lists.find(days);
    const items: RankingView['items'] = [];
    // Looked up only as far as needed: most lists have no deleted product before their limit.
    for (let start = 0; start < sold.length && items.length < limit; start += limit) {
      const next = sold.slice(start, start + limit);
      const products = await this.products.find(next.map(({ productId }) => productId));
      for (const { productId, units } of next) {
        const product = products.get(productId);
        if (product === undefined || items.length === limit) continue;
        const { productName, productPrice, productImageUrl } = product;
        const rank = items.length + 1;
        items.push({ rank, productId, productName, productPrice, productImageUrl, soldCount: units });
      }
    }
    return { period, ...days, asOf, items };
  }
}
