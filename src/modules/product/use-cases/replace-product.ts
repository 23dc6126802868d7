import { Injectable } from '@nestjs/common';
import { type Product, type ProductDraft, productNotFound, tidied } from '../domain/product';
import { ProductRepository } from '../persistence/product.repository';
import { ShowProduct } from './show-product';

@Injectable()
export class ReplaceProduct {
  constructor(
    private readonly products: ProductRepository,
    private readonly show: ShowProduct,
  ) {}

  /** @throws DomainError PRODUCT_NOT_FOUND */
  async execute(productId: number, draft: ProductDraft): Promise<Product> {
    if (!(await this.products.replace(productId, tidied(draft)))) throw productNotFound(productId);
    return this.show.execute(productId);
  }
}
