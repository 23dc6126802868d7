import { Injectable } from '@nestjs/common';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { WalletClient } from '#wallet';
import { type OrderBenefits, OrderBenefitsKept, OrderBenefitsReleased } from '../domain/order-benefits';

/** Takes the points of orders that are completed. After a release nothing happens. */
@Injectable()
export class KeepBenefits extends EventHandler<OrderBenefits> {
  override readonly event = OrderBenefitsKept;
  override readonly name = 'order.keep-benefits';

  constructor(private readonly wallets: WalletClient) {
    super();
  }

  override async handle({ events }: EventBatch<OrderBenefits>): Promise<void> {
    await this.wallets.consume(events.map(({ orderId }) => orderId));
  }
}

/** Gives back the points of orders that ended without their goods, once per order. */
@Injectable()
export class ReleaseBenefits extends EventHandler<OrderBenefits> {
  override readonly event = OrderBenefitsReleased;
  override readonly name = 'order.release-benefits';

  constructor(private readonly wallets: WalletClient) {
    super();
  }

  override async handle({ events }: EventBatch<OrderBenefits>): Promise<void> {
    await this.wallets.release(events.map(({ orderId, userId, points }) => ({ orderId, userId, amount: points })));
  }
}
