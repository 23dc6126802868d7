import { Injectable } from '@nestjs/common';
import { productNotFound } from '../domain/product';
import { ProductRepository } from '../persistence/product.repository';

@Injectable()
export class DeleteProduct {
  constructor(private readonly products: ProductRepository) {}

  /** @throws DomainError PRODUCT_NOT_FOUND, also when it has been deleted before */
  async execute(productId: number): Promise<void> {
    if (!(await this.products.remove(productId))) throw productNotFound(productId);
  }
}
