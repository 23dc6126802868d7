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
    const products = await this.products.find(sold.map(({ productId }) => productId));
    const items = sold
      .flatMap(({ productId, units }) => {
        const product = products.get(productId);
        return product === undefined ? [] : [{ product, units }];
      })
      .slice(0, limit)
      .map(({ product: { productId, productName, productPrice, productImageUrl }, units }, index) => ({
        ...{ rank: index + 1, productId, productName, productPrice, productImageUrl, soldCount: units },
      }));
    return { period, ...days, asOf, items };
  }
}
