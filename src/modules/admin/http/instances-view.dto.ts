import { ApiProperty } from '@nestjs/swagger';
import type { ShopInstances } from '../use-cases/show-instances';

const COUNT = { type: 'integer', minimum: 0, example: 12 } as const;

/** Of all instances together. */
class WaitingDeliveriesView {
  @ApiProperty({ ...COUNT, description: 'those that could be worked on now, under way or waiting' })
  due!: number;

  @ApiProperty({ ...COUNT, description: 'set aside until an administrator retries them' })
  parked!: number;
}

class ListenersView {
  @ApiProperty({ ...COUNT, description: 'sockets without a token' })
  public!: number;

  @ApiProperty({ ...COUNT, description: 'sockets that hear what is private to their user' })
  private!: number;
}

/** Since the instance started: the difference between two answers is what happened meanwhile. */
class OrderCountsView {
  @ApiProperty({ ...COUNT, description: 'accepted since it started: answered 202 or 201; a repeat is no new one' })
  placed!: number;

  @ApiProperty({ ...COUNT, description: 'settled as ORDER_SUCCESS by this instance, wherever they were placed' })
  won!: number;

  @ApiProperty({ ...COUNT, description: 'settled as ORDER_FAILURE by this instance' })
  refused!: number;

  @ApiProperty({ ...COUNT, description: 'refused at the door with 409 INSUFFICIENT_STOCK; nothing is stored' })
  soldOut!: number;

  @ApiProperty({ ...COUNT, description: 'by this instance, before or after they were settled' })
  cancelled!: number;
}

class DelayView {
  @ApiProperty({ ...COUNT, description: 'half of them took no longer' })
  p50!: number;

  @ApiProperty({ ...COUNT, description: 'all but a hundredth took no longer' })
  p99!: number;
}

class InstancePulseView {
  @ApiProperty({ example: '5b1c8f5e-2d0b-4d7e-9a53-0a6d1c2f7b11', description: 'another one after each start' })
  instanceId!: string;

  @ApiProperty({ format: 'date-time' })
  startedAt!: string;

  @ApiProperty({ format: 'date-time', description: 'when it counted: up to a second ago, five if it is in trouble' })
  observedAt!: string;

  @ApiProperty()
  listeners!: ListenersView;

  @ApiProperty()
  orders!: OrderCountsView;

  @ApiProperty({
    type: DelayView,
    nullable: true,
    description: 'from the order to its settlement, of the last thousand settled in the last 10 s; null: none was',
  })
  settlementDelayMs!: DelayView | null;
}

export class InstancesView {
  @ApiProperty({ format: 'date-time', description: "by the database's clock" })
  observedAt!: string;

  @ApiProperty({ description: 'false while Redis is away: then only the instance that answers is told of' })
  complete!: boolean;

  @ApiProperty()
  deliveries!: WaitingDeliveriesView;

  @ApiProperty({ type: [InstancePulseView], description: 'the living ones, oldest first' })
  instances!: InstancePulseView[];
}

export function instancesView({ observedAt, complete, deliveries, instances }: ShopInstances): InstancesView {
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
