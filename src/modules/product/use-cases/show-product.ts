import { Injectable } from '@nestjs/common';
import { type Product, productNotFound } from '../domain/product';
import { ProductQueries } from '../persistence/product.queries';

@Injectable()
export class ShowProduct {
  constructor(private readonly queries: ProductQueries) {}

  /** @throws DomainError PRODUCT_NOT_FOUND */
  async execute(productId: number): Promise<Product> {
    const product = await this.queries.find(productId);
    if (product === undefined) throw productNotFound(productId);
    return product;
  }
}
