import { ApiProperty } from '@nestjs/swagger';
import type { DeadLetter } from '#platform/events/dead-letters';

export class FailedEventView {
  @ApiProperty({ type: 'integer', format: 'int64', example: 1 })
  deliveryId!: number;

  @ApiProperty({ example: 'order.take-stock', description: 'the event handler that failed' })
  reaction!: string;

  @ApiProperty({ example: 'order.placed', description: 'the kind of event' })
  fact!: string;

  @ApiProperty({ type: 'array', items: { type: 'object' }, description: 'the payloads of the events' })
  payloads!: readonly unknown[];

  @ApiProperty({ enum: ['parked'] })
  state!: 'parked';

  @ApiProperty({ type: 'integer', example: 10 })
  attempts!: number;

  @ApiProperty({ type: 'string', nullable: true, description: 'the error of the last attempt' })
  lastError!: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
}

export function failedEventView(deadLetter: DeadLetter): FailedEventView {
  return {
    deliveryId: deadLetter.id,
    reaction: deadLetter.handler,
    fact: deadLetter.event,
    payloads: deadLetter.events,
    state: 'parked',
    attempts: deadLetter.attempts,
    lastError: deadLetter.lastError,
    createdAt: deadLetter.createdAt.toISOString(),
  };
}
