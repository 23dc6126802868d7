import { Injectable } from '@nestjs/common';
import { invalidField } from '#platform/http/invalid';
import type { EventType } from '../domain/integration-event';
import { isLocalHost } from '../domain/public-address';
import { secretOf } from '../domain/signature';
import { OutboundConfig } from '../outbound.config';
import { type Subscriber, SubscriberRepository } from '../persistence/subscriber.repository';
import { SendToSubscribers } from './send-to-subscribers';

/** This instance knows the new webhook at once, the others when the change is announced, or within a second. */
@Injectable()
export class CreateWebhook {
  constructor(
    private readonly config: OutboundConfig,
    private readonly subscribers: SubscriberRepository,
    private readonly sender: SendToSubscribers,
  ) {}

  /** @throws DomainError VALIDATION_FAILED, WEBHOOK_LIMIT_EXCEEDED */
  async execute(url: string, eventTypes: readonly EventType[]): Promise<{ webhook: Subscriber; secret: string }> {
    if (!this.config.webhooksAnywhere && isLocalHost(new URL(url).hostname)) {
      throw invalidField('url', 'URL_NOT_ALLOWED', 'must not be an address of this machine or of a private network');
    }
    const webhook = await this.subscribers.add(url, eventTypes);
    await this.sender.subscribersChanged();
    return { webhook, secret: secretOf(this.config.webhookKey, webhook.salt) };
  }
}
