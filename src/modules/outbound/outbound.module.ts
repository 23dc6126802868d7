import { Module } from '@nestjs/common';
import { WebhookController } from './http/webhook.controller';
import { WebhookDeliveryController } from './http/webhook-delivery.controller';
import { OutboundMetrics } from './outbound-metrics';
import { OutboundClient } from './outbound.contract';
import { DeliveryLog } from './persistence/delivery-log';
import { Outbox } from './persistence/outbox';
import { Receivers } from './persistence/receivers';
import { ForgetSentEvents } from './use-cases/forget-sent-events';
import { KnownReceivers } from './use-cases/known-receivers';
import { NoteFacts } from './use-cases/note-facts';
import { ReplayEvents } from './use-cases/replay-events';
import { SendToReceivers } from './use-cases/send-to-receivers';
import { SetUpWebhooks } from './use-cases/set-up-webhooks';

/** Facts to the outside: noted with the change, sent to Kafka and to webhooks, in order per aggregate. */
@Module({
  controllers: [WebhookController, WebhookDeliveryController],
  providers: [
    NoteFacts,
    KnownReceivers,
    Outbox,
    Receivers,
    SendToReceivers,
    SetUpWebhooks,
    ReplayEvents,
    DeliveryLog,
    { provide: OutboundClient, useClass: ForgetSentEvents },
    OutboundMetrics,
  ],
  exports: [OutboundClient],
})
export class OutboundModule {}
