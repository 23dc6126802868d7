import { ApiProperty } from '@nestjs/swagger';
import type { DeadLetter } from '#platform/events/event-publication.repository';

export class FailedEventView {
  @ApiProperty({ type: 'integer', format: 'int64', example: 1 })
  deliveryId!: number;

  @ApiProperty({ example: 'order.take-stock', description: 'the reaction that failed' })
  reaction!: string;

  @ApiProperty({ example: 'order.placed' })
  fact!: string;

  @ApiProperty({ type: 'array', items: { type: 'object' }, description: 'what the reaction was told' })
  payloads!: readonly unknown[];

  @ApiProperty({ enum: ['parked'] })
  state!: 'parked';

  @ApiProperty({ type: 'integer', example: 10 })
  attempts!: number;

  @ApiProperty({ type: 'string', nullable: true, description: 'what the last attempt said' })
  lastError!: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
}

export function failedEventView(parked: DeadLetter): FailedEventView {
  return {
    deliveryId: parked.id,
    reaction: parked.handler,
    fact: parked.event,
    payloads: parked.events,
    state: 'parked',
    attempts: parked.attempts,
    lastError: parked.lastError,
    createdAt: parked.createdAt.toISOString(),
  };
}
