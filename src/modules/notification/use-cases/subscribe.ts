import { Injectable } from '@nestjs/common';
import { DomainError } from '#platform/domain-error';
import { ProductClient } from '#product';
import type { Subscription } from '../persistence/subscription.queries';
import { SubscriptionRepository } from '../persistence/subscription.repository';

const MOST_NAMED = 20;

@Injectable()
export class Subscribe {
  constructor(
    private readonly products: ProductClient,
    private readonly subscriptions: SubscriptionRepository,
  ) {}

  /**
   * All of them or none; what the user has subscribed to before stays so.
   * @throws DomainError PRODUCT_NOT_FOUND, naming up to twenty of the products that do not exist
   */
  async execute(userId: number, productIds: readonly number[]): Promise<Subscription[]> {
    const products = await this.products.find(productIds);
    const missing = productIds.filter((productId) => !products.has(productId));
    if (missing.length > 0) {
      const named = missing.slice(0, MOST_NAMED).join(', ');
      throw new DomainError('not-found', 'PRODUCT_NOT_FOUND', `There is no product ${named}.`);
    }
    await this.subscriptions.add(userId, productIds);
    return productIds.map((productId) => ({ userId, productId }));
  }
}
