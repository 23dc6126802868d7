import { Injectable } from '@nestjs/common';
import { DeliveryLog, type Replayed } from '../persistence/delivery-log';
import { SubscriberRepository } from '../persistence/subscriber.repository';
import { SendToSubscribers } from './send-to-subscribers';

/** Makes events of a webhook due again, sent or not: the same events with the same ids, in order per aggregate. */
@Injectable()
export class ReplayEvents {
  constructor(
    private readonly subscribers: SubscriberRepository,
    private readonly log: DeliveryLog,
    private readonly sender: SendToSubscribers,
  ) {}

  /** @throws DomainError DELIVERY_NOT_FOUND */
  async one(subscriberId: number, deliveryId: number): Promise<void> {
    await this.log.replay(subscriberId, deliveryId);
    this.sender.wake();
  }

  /**
   * Only deliveries with ids above `after`.
   * @throws DomainError WEBHOOK_NOT_FOUND
   */
  async since(subscriberId: number, since: Date, after: number): Promise<Replayed> {
    await this.subscribers.webhook(subscriberId);
    const replayed = await this.log.replaySince(subscriberId, since, after);
    this.sender.wake();
    return replayed;
  }
}
