import { Module } from '@nestjs/common';
import { provideSection } from '#platform/config/config';
import { OrderModule } from '../order/order.module';
import { WebhookController } from './http/webhook.controller';
import { WebhookDeliveryController } from './http/webhook-delivery.controller';
import { OutboundConfig } from './outbound.config';
import { OutboundMetrics } from './outbound-metrics';
import { OutboundClient } from './outbound.contract';
import { DeliveryLog } from './persistence/delivery-log';
import { DraftEvents } from './persistence/draft-events';
import { Outbox } from './persistence/outbox';
import { SubscriberRepository } from './persistence/subscriber.repository';
import { SubscriberCache } from './persistence/subscriber-cache';
import { CompleteDraftEvents } from './use-cases/complete-draft-events';
import { CreateWebhook } from './use-cases/create-webhook';
import { DeleteSentEvents } from './use-cases/delete-sent-events';
import { DeleteWebhook } from './use-cases/delete-webhook';
import { ListWebhooks } from './use-cases/list-webhooks';
import { RecordIntegrationEvents } from './use-cases/record-integration-events';
import { ReplayEvents } from './use-cases/replay-events';
import { SendToSubscribers } from './use-cases/send-to-subscribers';

/** Integration events: stored with the change, sent to Kafka and to webhooks, in order per aggregate. */
@Module({
  imports: [OrderModule],
  controllers: [WebhookController, WebhookDeliveryController],
  providers: [
    provideSection(OutboundConfig),
    RecordIntegrationEvents,
    SubscriberCache,
    Outbox,
    DraftEvents,
    CompleteDraftEvents,
    SubscriberRepository,
    SendToSubscribers,
    CreateWebhook,
    DeleteWebhook,
    ListWebhooks,
    ReplayEvents,
    DeliveryLog,
    { provide: OutboundClient, useClass: DeleteSentEvents },
    OutboundMetrics,
  ],
  exports: [OutboundClient],
})
export class OutboundModule {}
