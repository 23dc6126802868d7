import { Injectable } from '@nestjs/common';
import { DeliveryLog, type Replayed } from '../persistence/delivery-log';
import { Receivers } from '../persistence/receivers';
import { SendToReceivers } from './send-to-receivers';

/** What was sent to a webhook, or waits, is due again: the same events with the same ids, in order per aggregate. */
@Injectable()
export class ReplayEvents {
  constructor(
    private readonly receivers: Receivers,
    private readonly log: DeliveryLog,
    private readonly sending: SendToReceivers,
  ) {}

  /** @throws DomainError DELIVERY_NOT_FOUND */
  async one(receiverId: number, deliveryId: number): Promise<void> {
    await this.log.replay(receiverId, deliveryId);
    this.sending.wake();
  }

  /** Only what was noted after the delivery `after`. @throws DomainError WEBHOOK_NOT_FOUND */
  async since(receiverId: number, since: Date, after: number): Promise<Replayed> {
    await this.receivers.webhook(receiverId);
    const replayed = await this.log.replaySince(receiverId, since, after);
    this.sending.wake();
    return replayed;
  }
}
