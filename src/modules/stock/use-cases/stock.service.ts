import { Injectable } from '@nestjs/common';
import { DomainError } from '#platform/domain-error';
import { Idempotency } from '#platform/http/idempotency/idempotency';
import type { RequestKey } from '#platform/http/idempotency/request-key';
import { ProductClient } from '#product';
import { StockQueries } from '../persistence/stock.queries';
import { AdjustStock, type StockVerb } from './adjust-stock';
import { type StockView, stockView } from '../http/stock-view.dto';

/** What stands between a route and the stocks: products that do not exist, and repeats of an adjustment. */
@Injectable()
export class StockService {
  constructor(
    private readonly products: ProductClient,
    private readonly queries: StockQueries,
    private readonly adjustStock: AdjustStock,
    private readonly idempotency: Idempotency,
  ) {}

  async show(productId: number): Promise<StockView> {
    const [view] = await this.search([productId]);
    if (view === undefined)
      throw new DomainError('not-found', 'PRODUCT_NOT_FOUND', `There is no product ${productId}.`);
    return view;
  }

  /** In the order of the ids asked for, without those of no product. */
  async search(productIds: readonly number[]): Promise<StockView[]> {
    const products = await this.products.find(productIds);
    const levels = new Map((await this.queries.find(productIds)).map((level) => [level.productId, level]));
    return productIds.filter((id) => products.has(id)).map((id) => stockView(id, levels.get(id)));
  }

  async adjust(verb: StockVerb, productId: number, quantity: number, key: RequestKey): Promise<StockView> {
    const request = { productId, quantity };
    await this.idempotency.run({ key, scope: `stock.${verb}`, request }, async (claim) => {
      await this.show(productId);
      await this.adjustStock.execute({ verb, productId, quantity, claim });
      return productId;
    });
    return this.show(productId);
  }
}
