import { Injectable } from '@nestjs/common';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { type OrderBenefits, OrderBenefitsKept, OrderBenefitsReleased } from '../domain/order-benefits';
import { BenefitReservations } from './benefit-reservations';

/** Takes the points of orders that are completed, and keeps their coupons used. After a release nothing happens. */
@Injectable()
export class KeepBenefits extends EventHandler<OrderBenefits> {
  override readonly event = OrderBenefitsKept;
  override readonly name = 'order.keep-benefits';

  constructor(private readonly benefits: BenefitReservations) {
    super();
  }

  override async handle({ events }: EventBatch<OrderBenefits>): Promise<void> {
    await this.benefits.consume(events);
  }
}

/** Gives back the coupons and the points of orders that ended without their goods, once per order. */
@Injectable()
export class ReleaseBenefits extends EventHandler<OrderBenefits> {
  override readonly event = OrderBenefitsReleased;
  override readonly name = 'order.release-benefits';

  constructor(private readonly benefits: BenefitReservations) {
    super();
  }

  override async handle({ events }: EventBatch<OrderBenefits>): Promise<void> {
    await this.benefits.release(events);
  }
}
