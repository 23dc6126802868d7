import { Injectable } from '@nestjs/common';
import { Idempotency } from '#platform/http/idempotency/idempotency';
import type { RequestKey } from '#platform/http/idempotency/request-key';
import { normalizeDraft, type Product, type ProductDraft, productNotFound } from '../domain/product';
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
    private readonly shower: ShowProduct,
  ) {}

  /**
   * @returns the product; for a repeated request, as it now is
   * @throws DomainError PRODUCT_NOT_FOUND for a repeated request whose product was deleted meanwhile
   */
  async execute(command: CreateProductCommand): Promise<Product> {
    const draft = normalizeDraft(command.draft);
    const attempt = { key: command.key, scope: 'product.create', request: draft };
    const { resourceId } = await this.idempotency.run(attempt, (claim) => this.products.add(draft, claim));
    return this.shower.execute(resourceId);
  }
}

@Injectable()
export class ReplaceProduct {
  constructor(
    private readonly products: ProductRepository,
    private readonly shower: ShowProduct,
  ) {}

  /** @throws DomainError PRODUCT_NOT_FOUND */
  async execute(productId: number, draft: ProductDraft): Promise<Product> {
    if (!(await this.products.replace(productId, normalizeDraft(draft)))) throw productNotFound(productId);
    return this.shower.execute(productId);
  }
}

@Injectable()
export class DeleteProduct {
  constructor(private readonly products: ProductRepository) {}

  /** @throws DomainError PRODUCT_NOT_FOUND, also when it was deleted before */
  async execute(productId: number): Promise<void> {
    if (!(await this.products.remove(productId))) throw productNotFound(productId);
  }
}
