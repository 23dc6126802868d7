import { Injectable } from '@nestjs/common';
import { DomainError } from '#platform/domain-error';
import type { Principal } from '#platform/security/principal';
import { ProductClient } from '#product';
import type { Subscription } from '../persistence/subscription.queries';
import { SubscriptionRepository } from '../persistence/subscription.repository';

const MAX_NAMED = 20;

@Injectable()
export class Subscribe {
  constructor(
    private readonly products: ProductClient,
    private readonly subscriptions: SubscriptionRepository,
  ) {}

  /**
   * Subscribes to all of the products or none; existing subscriptions stay as they are.
   * @throws DomainError PRODUCT_NOT_FOUND, naming up to twenty of the products that do not exist
   */
  async execute(userId: number, productIds: readonly number[]): Promise<Subscription[]> {
    const products = await this.products.find(productIds);
    const missing = productIds.filter((productId) => !products.has(productId));
    if (missing.length > 0) {
      const named = missing.slice(0, MAX_NAMED);
      throw new DomainError('not-found', 'PRODUCT_NOT_FOUND', `Product ${named.join(', ')} not found.`, {
        about: { productIds: named },
      });
    }
    await this.subscriptions.add(userId, productIds);
    return productIds.map((productId) => ({ userId, productId }));
  }
}

@Injectable()
export class CancelSubscription {
  constructor(private readonly subscriptions: SubscriptionRepository) {}

  /**
   * @param caller may cancel only its own subscriptions, unless it is an administrator
   * @throws DomainError FORBIDDEN, SUBSCRIPTION_NOT_FOUND
   */
  async execute(caller: Principal, userId: number, productId: number): Promise<void> {
    if (caller.role !== 'ADMIN' && caller.userId !== userId) {
      throw new DomainError('forbidden', 'FORBIDDEN', 'You can cancel only your own subscriptions.');
    }
    if (!(await this.subscriptions.remove(userId, productId))) {
      throw new DomainError('not-found', 'SUBSCRIPTION_NOT_FOUND', 'Subscription not found.');
    }
  }
}
