import { Injectable } from '@nestjs/common';
import { GracefulShutdown } from '#platform/http/graceful-shutdown';
import { OutcomeChannel } from '#platform/http/outcome-channel';
import { InstanceChannel } from '#platform/redis/instance-channel';
import type { OrderOutcome } from '../domain/order';
import { OrderQueries } from './order.queries';

export interface DecidedOrder extends OrderOutcome {
  readonly orderId: number;
}

/** Requests that wait until their order is decided. */
@Injectable()
export class OrderOutcomeChannel extends OutcomeChannel<DecidedOrder> {
  protected override readonly topic = 'order.settled';

  constructor(
    shutdown: GracefulShutdown,
    instances: InstanceChannel,
    private readonly queries: OrderQueries,
  ) {
    super(shutdown, instances);
  }

  protected override idOf({ orderId }: DecidedOrder): number {
    return orderId;
  }

  protected override endedOf(orderIds: readonly number[]): Promise<readonly number[]> {
    return this.queries.decidedOf(orderIds);
  }
}
