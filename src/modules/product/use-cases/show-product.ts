import { Injectable } from '@nestjs/common';
import { BatchedRead } from '#platform/batching/batched-read';
import { type Product, productNotFound } from '../domain/product';
import { ProductQueries } from '../persistence/product.queries';

const MAX_BATCH = 500;
const MAX_QUEUE = 20_000;

/** A product as the database has it now. Calls at the same time share one query, which begins after all of them. */
@Injectable()
export class ShowProduct {
  private readonly reads = new BatchedRead('The catalogue', (productIds: readonly number[]) => this.read(productIds), {
    maxBatchSize: MAX_BATCH,
    maxQueue: MAX_QUEUE,
  });

  constructor(private readonly queries: ProductQueries) {}

  /** @throws DomainError PRODUCT_NOT_FOUND */
  async execute(productId: number): Promise<Product> {
    const product = await this.reads.find(productId);
    if (product === undefined) throw productNotFound(productId);
    return product;
  }

  private async read(productIds: readonly number[]): Promise<Map<number, Product>> {
    const found = await this.queries.findAll(productIds);
    return new Map(found.map((product) => [product.productId, product]));
  }
}
