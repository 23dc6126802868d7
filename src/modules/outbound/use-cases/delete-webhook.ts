import { Injectable } from '@nestjs/common';
import { SubscriberRepository } from '../persistence/subscriber.repository';
import { SendToSubscribers } from './send-to-subscribers';

/** Nothing more is sent to a deleted webhook; its stored events are deleted within the hour. */
@Injectable()
export class DeleteWebhook {
  constructor(
    private readonly subscribers: SubscriberRepository,
    private readonly sender: SendToSubscribers,
  ) {}

  /** @throws DomainError WEBHOOK_NOT_FOUND */
  async execute(subscriberId: number): Promise<void> {
    await this.subscribers.remove(subscriberId);
    await this.sender.subscribersChanged();
  }
}
