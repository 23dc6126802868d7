import { Injectable } from '@nestjs/common';
import { GracefulShutdown } from '#platform/http/graceful-shutdown';
import { OutcomeChannel } from '#platform/http/outcome-channel';
import { InstanceChannel } from '#platform/redis/instance-channel';
import type { Payment } from '../domain/payment';
import { PaymentQueries } from './payment.queries';

/** Requests that wait until their payment has failed, or was captured and settled by its order. */
@Injectable()
export class PaymentOutcomeChannel extends OutcomeChannel<Payment> {
  protected override readonly topic = 'payment.settled';

  constructor(
    shutdown: GracefulShutdown,
    instances: InstanceChannel,
    private readonly queries: PaymentQueries,
  ) {
    super(shutdown, instances);
  }

  protected override idOf({ paymentId }: Payment): number {
    return paymentId;
  }

  protected override endedOf(paymentIds: readonly number[]): Promise<readonly number[]> {
    return this.queries.settledOf(paymentIds);
  }
}
