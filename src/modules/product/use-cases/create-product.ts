import { Injectable } from '@nestjs/common';
import { Idempotency } from '#platform/http/idempotency/idempotency';
import type { RequestKey } from '#platform/http/idempotency/request-key';
import { type Product, type ProductDraft, tidied } from '../domain/product';
import { ProductRepository } from '../persistence/product.repository';
import { ShowProduct } from './show-product';

interface CreateProductCommand {
  readonly key: RequestKey;
  readonly draft: ProductDraft;
}

@Injectable()
export class CreateProduct {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly products: ProductRepository,
    private readonly show: ShowProduct,
  ) {}

  /** A repeat is answered the product as it now stands: PRODUCT_NOT_FOUND when it was deleted meanwhile. */
  async execute(command: CreateProductCommand): Promise<Product> {
    const draft = tidied(command.draft);
    const attempt = { key: command.key, scope: 'product.create', request: draft };
    const { resourceId } = await this.idempotency.run(attempt, (claim) => this.products.add(draft, claim));
    return this.show.execute(resourceId);
  }
}
