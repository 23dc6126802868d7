import { Injectable } from '@nestjs/common';
import { invalidField } from '#platform/http/invalid';
import type { EventType } from '../domain/integration-event';
import { isLocalHost } from '../domain/public-address';
import { secretOf } from '../domain/signature';
import { OutboundConfig } from '../outbound.config';
import { type Subscriber, SubscriberRepository } from '../persistence/subscriber.repository';
import { SubscriberCache } from '../persistence/subscriber-cache';
import { SendToSubscribers } from './send-to-subscribers';

/** Webhooks come and go; this instance knows at once, the others as soon as they hear of it, or within a second. */
@Injectable()
export class SetUpWebhooks {
  constructor(
    private readonly config: OutboundConfig,
    private readonly receivers: SubscriberRepository,
    private readonly known: SubscriberCache,
    private readonly sending: SendToSubscribers,
  ) {}

  /** @throws DomainError VALIDATION_FAILED, WEBHOOK_LIMIT_EXCEEDED */
  async create(url: string, eventTypes: readonly EventType[]): Promise<{ webhook: Subscriber; secret: string }> {
    if (!this.config.webhooksAnywhere && isLocalHost(new URL(url).hostname)) {
      throw invalidField('url', 'must not be an address of this machine or of a private network');
    }
    const webhook = await this.receivers.add(url, eventTypes);
    await this.learn();
    return { webhook, secret: secretOf(this.config.webhookKey, webhook.salt) };
  }

  /** Nothing more is sent there; what was noted for it goes with the next hourly forgetting. @throws DomainError WEBHOOK_NOT_FOUND */
  async remove(subscriberId: number): Promise<void> {
    await this.receivers.remove(subscriberId);
    await this.learn();
  }

  private async learn(): Promise<void> {
    this.known.announceChange();
    await this.sending.lookAnew();
  }
}
