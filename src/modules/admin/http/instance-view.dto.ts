import { ApiProperty } from '@nestjs/swagger';
import type { InstanceList } from '../use-cases/list-instances';

const COUNT = { type: 'integer', minimum: 0, example: 12 } as const;

/** Event publications, of all instances together. */
class PublicationCountsView {
  @ApiProperty({ ...COUNT, description: 'those that are being handled or could be now' })
  due!: number;

  @ApiProperty({ ...COUNT, description: 'failed in every attempt, until an administrator retries them' })
  parked!: number;
}

class ListenersView {
  @ApiProperty({ ...COUNT, description: 'sockets without a token' })
  public!: number;

  @ApiProperty({ ...COUNT, description: 'sockets that also receive the private signals of their user' })
  private!: number;
}

/** Counted since the instance started: the difference between two answers is what happened in between. */
class OrderCountsView {
  @ApiProperty({ ...COUNT, description: 'accepted (202 or 201); a repeated request is not counted again' })
  placed!: number;

  @ApiProperty({ ...COUNT, description: 'completed as ORDER_SUCCESS by this instance, wherever they were placed' })
  won!: number;

  @ApiProperty({ ...COUNT, description: 'completed as ORDER_FAILURE by this instance' })
  refused!: number;

  @ApiProperty({ ...COUNT, description: 'refused at once with 409 INSUFFICIENT_STOCK; nothing is stored' })
  soldOut!: number;

  @ApiProperty({ ...COUNT, description: 'cancelled by this instance, before or after their completion' })
  cancelled!: number;
}

class DelayView {
  @ApiProperty({ ...COUNT, description: 'half of the orders took no longer' })
  p50!: number;

  @ApiProperty({ ...COUNT, description: '99 of 100 orders took no longer' })
  p99!: number;
}

class InstanceView {
  @ApiProperty({ example: '5b1c8f5e-2d0b-4d7e-9a53-0a6d1c2f7b11', description: 'a new one after each start' })
  instanceId!: string;

  @ApiProperty({ format: 'date-time' })
  startedAt!: string;

  @ApiProperty({
    format: 'date-time',
    description: 'when the instance reported: up to one second ago, or five if Redis is slow or unavailable',
  })
  observedAt!: string;

  @ApiProperty()
  listeners!: ListenersView;

  @ApiProperty()
  orders!: OrderCountsView;

  @ApiProperty({
    type: DelayView,
    nullable: true,
    description:
      'from placing an order to its completion, of the last thousand completed in the last 10 s; null if there were none',
  })
  settlementDelayMs!: DelayView | null;
}

export class InstanceListView {
  @ApiProperty({ format: 'date-time', description: "by the database's clock" })
  observedAt!: string;

  @ApiProperty({ description: 'false while Redis is unavailable: the list then has only the instance that answers' })
  complete!: boolean;

  @ApiProperty()
  deliveries!: PublicationCountsView;

  @ApiProperty({ type: [InstanceView], description: 'the live instances, oldest first' })
  instances!: InstanceView[];
}

export function instanceListView({ observedAt, complete, deliveries, instances }: InstanceList): InstanceListView {
  return {
    observedAt: observedAt.toISOString(),
    complete,
    deliveries,
    instances: instances.map((instance) => ({
      ...instance,
      startedAt: instance.startedAt.toISOString(),
      observedAt: instance.observedAt.toISOString(),
    })),
  };
}
