import { Injectable } from '@nestjs/common';
import { ProductClient } from '#product';
import { HotDealChangeRepository } from '../persistence/hot-deal-change.repository';
import { type HotDealDraft, PlanHotDeal } from './plan-hot-deal';

@Injectable()
export class ChangeHotDeal {
  constructor(
    private readonly planner: PlanHotDeal,
    private readonly products: ProductClient,
    private readonly hotDeals: HotDealChangeRepository,
  ) {}

  /**
   * Changes all of a deal that has not begun, at the prices of now, or the name and the banner of one that runs.
   * @throws DomainError VALIDATION_FAILED, EVENT_NOT_FOUND, EVENT_RUNNING, EVENT_ENDED, EVENT_ALREADY_OVER,
   *   PRODUCT_NOT_FOUND: nothing is changed
   */
  async execute(eventId: number, draft: HotDealDraft): Promise<void> {
    const plan = this.planner.execute(draft);
    const products = await this.products.read(plan.productIds);
    const prices = new Map([...products].map(([productId, { productPrice }]) => [productId, productPrice]));
    await this.hotDeals.change(eventId, plan, prices);
  }
}
