import { ApiProperty } from '@nestjs/swagger';
import { type EventType, EVENT_TYPES } from '../domain/integration-event';
import { type DeliveryState, DELIVERY_STATES, type LoggedDelivery } from '../persistence/delivery-log';
import type { Subscriber } from '../persistence/subscriber.repository';

const ID = { type: 'integer', format: 'int64', example: 2 } as const;

export class WebhookView {
  @ApiProperty(ID)
  webhookId!: number;

  @ApiProperty({ example: 'https://receiver.example/hotdeal' })
  url!: string;

  @ApiProperty({ type: [String], enum: EVENT_TYPES, example: ['order.settled'] })
  eventTypes!: readonly EventType[];

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
}

export class NewWebhookView extends WebhookView {
  @ApiProperty({ example: 'whsec_…', description: 'the key of the signatures; shown only once' })
  secret!: string;
}

export class ReplayedView {
  @ApiProperty({ type: 'integer', minimum: 0, example: 12, description: 'how many are due again' })
  replayed!: number;

  @ApiProperty({
    type: 'integer',
    format: 'int64',
    nullable: true,
    example: null,
    description: 'repeat the request with this as `?after=` to continue; null at the end',
  })
  next!: number | null;
}

export class WebhookDeliveryView {
  @ApiProperty({ ...ID, example: 17, description: 'also the `sequence` of the event' })
  deliveryId!: number;

  @ApiProperty({ format: 'uuid', description: 'the `id` of the event' })
  eventId!: string;

  @ApiProperty({ enum: EVENT_TYPES, example: 'order.settled' })
  eventType!: string;

  @ApiProperty(ID)
  aggregateId!: number;

  @ApiProperty({ enum: DELIVERY_STATES, description: 'sent: the webhook answered 2xx' })
  state!: DeliveryState;

  @ApiProperty({ type: 'integer', minimum: 0, example: 1 })
  attempts!: number;

  @ApiProperty({ type: 'string', nullable: true, description: 'why the last attempt failed' })
  lastError!: string | null;

  @ApiProperty({ format: 'date-time' })
  happenedAt!: string;

  @ApiProperty({ format: 'date-time', description: 'of the next attempt, or of the last one' })
  dueAt!: string;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  sentAt!: string | null;
}

export function webhookView({ subscriberId, url, eventTypes, createdAt }: Subscriber): WebhookView {
  return { webhookId: subscriberId, url, eventTypes, createdAt: createdAt.toISOString() };
}

export function webhookDeliveryView(delivery: LoggedDelivery): WebhookDeliveryView {
  return {
    ...delivery,
    happenedAt: delivery.happenedAt.toISOString(),
    dueAt: delivery.dueAt.toISOString(),
    sentAt: delivery.sentAt?.toISOString() ?? null,
  };
}
