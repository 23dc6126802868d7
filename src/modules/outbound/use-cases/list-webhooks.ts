import { Injectable } from '@nestjs/common';
import type { Requester } from '#platform/limits/bulkhead';
import { DeliveryLog, type DeliveryPage, type DeliveryState, type LoggedDelivery } from '../persistence/delivery-log';
import { type Subscriber, SubscriberRepository } from '../persistence/subscriber.repository';

/** What administrators see of webhooks and their deliveries. */
@Injectable()
export class ListWebhooks {
  constructor(
    private readonly subscribers: SubscriberRepository,
    private readonly log: DeliveryLog,
  ) {}

  /** Oldest first. */
  execute(after: number, limit: number): Promise<Subscriber[]> {
    return this.subscribers.webhooks(after, limit);
  }

  /**
   * Newest first.
   * @throws DomainError WEBHOOK_NOT_FOUND
   */
  async deliveries(
    webhookId: number,
    state: DeliveryState | undefined,
    page: DeliveryPage,
    requester: Requester,
  ): Promise<LoggedDelivery[]> {
    const { subscriberId } = await this.subscribers.webhook(webhookId);
    return this.log.list(subscriberId, state, page, requester);
  }
}
