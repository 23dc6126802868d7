import { Injectable } from '@nestjs/common';
import { DatabaseClock } from '#platform/database/database-clock';
import type { Claim } from '#platform/http/idempotency/claim';
import { Idempotency } from '#platform/http/idempotency/idempotency';
import type { RequestKey } from '#platform/http/idempotency/request-key';
import { ProductClient, type ProductSnapshot } from '#product';
import { assertNotOver, type PlannedHotDeal, productsNotFound } from '../domain/hot-deal';
import { HotDealRepository } from '../persistence/hot-deal.repository';
import { type HotDealDraft, PlanHotDeal } from './plan-hot-deal';

interface CreatedHotDeal {
  readonly eventId: number;
  /** an earlier request has created it */
  readonly replayed: boolean;
}

@Injectable()
export class CreateHotDeal {
  constructor(
    private readonly planner: PlanHotDeal,
    private readonly idempotency: Idempotency,
    private readonly clock: DatabaseClock,
    private readonly products: ProductClient,
    private readonly hotDeals: HotDealRepository,
  ) {}

  /**
   * Returns the deal that was created by this request, or by the one that it repeats.
   * @throws DomainError VALIDATION_FAILED, EVENT_ALREADY_OVER, PRODUCT_NOT_FOUND: nothing is created
   */
  async execute(key: RequestKey, draft: HotDealDraft): Promise<CreatedHotDeal> {
    const plan = this.planner.execute(draft);
    const attempt = { key, scope: 'hot-deal.create', request: plan };
    const { resourceId, replayed } = await this.idempotency.run(attempt, (claim) => this.create(plan, claim));
    return { eventId: resourceId, replayed };
  }

  private async create(plan: PlannedHotDeal, claim: Claim | undefined): Promise<number> {
    assertNotOver(plan, this.clock.now());
    const products = await this.products.read(plan.productIds);
    const missing = plan.productIds.filter((productId) => !products.has(productId));
    if (missing.length > 0) throw productsNotFound(missing);
    return this.hotDeals.add(plan, (productId) => (products.get(productId) as ProductSnapshot).productPrice, claim);
  }
}
