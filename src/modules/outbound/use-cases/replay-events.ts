import { Injectable } from '@nestjs/common';
import { DeliveryLog, type Replayed } from '../persistence/delivery-log';
import { SubscriberRepository } from '../persistence/subscriber.repository';
import { SendToSubscribers } from './send-to-subscribers';

/** What was sent to a webhook, or waits, is due again: the same events with the same ids, in order per aggregate. */
@Injectable()
export class ReplayEvents {
  constructor(
    private readonly receivers: SubscriberRepository,
    private readonly log: DeliveryLog,
    private readonly sending: SendToSubscribers,
  ) {}

  /** @throws DomainError DELIVERY_NOT_FOUND */
  async one(subscriberId: number, deliveryId: number): Promise<void> {
    await this.log.replay(subscriberId, deliveryId);
    this.sending.wake();
  }

  /** Only what was noted after the delivery `after`. @throws DomainError WEBHOOK_NOT_FOUND */
  async since(subscriberId: number, since: Date, after: number): Promise<Replayed> {
    await this.receivers.webhook(subscriberId);
    const replayed = await this.log.replaySince(subscriberId, since, after);
    this.sending.wake();
    return replayed;
  }
}
