import { Injectable } from '@nestjs/common';
import { DomainError } from '#platform/domain-error';
import type { Principal } from '#platform/security/principal';
import { SubscriptionRepository } from '../persistence/subscription.repository';

@Injectable()
export class CancelSubscription {
  constructor(private readonly subscriptions: SubscriptionRepository) {}

  /**
   * @param asker cancels its own only, unless it is an administrator
   * @throws DomainError FORBIDDEN, SUBSCRIPTION_NOT_FOUND
   */
  async execute(asker: Principal, userId: number, productId: number): Promise<void> {
    if (asker.role !== 'ADMIN' && asker.userId !== userId) {
      throw new DomainError('forbidden', 'FORBIDDEN', 'A subscription is cancelled by its own user.');
    }
    if (!(await this.subscriptions.remove(userId, productId))) {
      throw new DomainError('not-found', 'SUBSCRIPTION_NOT_FOUND', 'There is no such subscription.');
    }
  }
}
