import { Injectable } from '@nestjs/common';
import { type Paged, type PageRequest, readPage } from '#platform/http/parameters/page';
import type { Requester } from '#platform/limits/bulkhead';
import { ProductClient } from '#product';
import type { StockMovement } from '../domain/movement';
import { StockRoomQueries } from '../persistence/stock-room.queries';
import type { StockQuantity } from '../persistence/stock.queries';
import { productNotFound } from './read-stocks';

interface ListedStock extends StockQuantity {
  readonly productName: string;
}

@Injectable()
export class ListLowStocks {
  constructor(
    private readonly products: ProductClient,
    private readonly queries: StockRoomQueries,
  ) {}

  async execute(below: number, request: PageRequest, requester: Requester): Promise<Paged<ListedStock>> {
    const page = await readPage(
      request,
      ['number'],
      (after, limit) => this.queries.below(below, { after: after?.[0] ?? 0, limit }, requester),
      ({ productId }) => [productId],
    );
    const products = await this.products.find(page.items.map(({ productId }) => productId));
    // A product that has just been deleted is still listed until its stock is retired.
    const items = page.items.flatMap((stock) => {
      const product = products.get(stock.productId);
      return product === undefined ? [] : [{ ...stock, productName: product.productName }];
    });
    return { ...page, items };
  }
}

@Injectable()
export class ListMovements {
  constructor(
    private readonly products: ProductClient,
    private readonly queries: StockRoomQueries,
  ) {}

  /**
   * Also those of a deleted product.
   * @throws DomainError PRODUCT_NOT_FOUND
   */
  async execute(productId: number, request: PageRequest): Promise<Paged<StockMovement>> {
    if (!(await this.products.lastKnown([productId])).has(productId)) throw productNotFound(productId);
    return readPage(
      request,
      ['number'],
      (before, limit) => this.queries.movements(productId, before?.[0] ?? Number.MAX_SAFE_INTEGER, limit),
      ({ movementId }) => [movementId],
    );
  }
}
