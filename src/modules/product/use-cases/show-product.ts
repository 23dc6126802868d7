import { Injectable } from '@nestjs/common';
import { Batcher, type Outcome } from '#platform/batching/batcher';
import { isTransient } from '#platform/database/errors';
import { Unavailable } from '#platform/domain-error';
import { type Product, productNotFound } from '../domain/product';
import { ProductQueries } from '../persistence/product.queries';

const MAX_BATCH = 500;
const MAX_QUEUE = 20_000;

/** A product as the database has it now. Calls at the same time share one query, which begins after all of them. */
@Injectable()
export class ShowProduct {
  private readonly reads = new Batcher<number, Product | undefined>((productIds) => this.read(productIds), {
    maxBatchSize: MAX_BATCH,
    maxQueue: MAX_QUEUE,
    onFull: () => new Unavailable('The catalogue'),
    failsAll: isTransient,
  });

  constructor(private readonly queries: ProductQueries) {}

  /** @throws DomainError PRODUCT_NOT_FOUND */
  async execute(productId: number): Promise<Product> {
    const product = await this.reads.add(productId);
    if (product === undefined) throw productNotFound(productId);
    return product;
  }

  private async read(productIds: readonly number[]): Promise<Outcome<Product | undefined>[]> {
    const found = await this.queries.findAll([...new Set(productIds)]);
    const products = new Map(found.map((product) => [product.productId, product]));
    return productIds.map((productId) => ({ value: products.get(productId) }));
  }
}
