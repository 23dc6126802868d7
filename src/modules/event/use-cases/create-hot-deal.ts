import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { DatabaseClock } from '#platform/database/database-clock';
import type { Claim } from '#platform/http/idempotency/claim';
import { Idempotency } from '#platform/http/idempotency/idempotency';
import type { RequestKey } from '#platform/http/idempotency/request-key';
import { ProductClient, type ProductSnapshot } from '#product';
import { assertNotOver, type PlannedHotDeal, planned, productsNotFound } from '../domain/hot-deal';
import { instantOf } from '../domain/zoned-time';
import { HotDealRepository } from '../persistence/hot-deal.repository';

interface CreateHotDealCommand {
  readonly key: RequestKey;
  readonly eventDiscount: number;
  readonly eventDuration: number;
  /** ISO 8601; without an offset it is a time of the shop's zone */
  readonly startEventTime: string;
  readonly productIds: readonly number[];
}

@Injectable()
export class CreateHotDeal {
  constructor(
    private readonly config: Config,
    private readonly idempotency: Idempotency,
    private readonly clock: DatabaseClock,
    private readonly products: ProductClient,
    private readonly hotDeals: HotDealRepository,
  ) {}

  /**
   * Returns the id of the deal that was created by this request, or by the one that it repeats.
   * @throws DomainError EVENT_ALREADY_OVER, PRODUCT_NOT_FOUND: nothing is created
   */
  async execute({ key, startEventTime, ...terms }: CreateHotDealCommand): Promise<number> {
    const plan = planned({ ...terms, startEventTime: instantOf(startEventTime, this.config.timeZone) });
    const attempt = { key, scope: 'hot-deal.create', request: plan };
    const { resourceId } = await this.idempotency.run(attempt, (claim) => this.create(plan, claim));
    return resourceId;
  }

  private async create(plan: PlannedHotDeal, claim: Claim | undefined): Promise<number> {
    assertNotOver(plan, this.clock.now());
    const products = await this.products.read(plan.productIds);
    const missing = plan.productIds.filter((productId) => !products.has(productId));
    if (missing.length > 0) throw productsNotFound(missing);
    return this.hotDeals.add(plan, (productId) => (products.get(productId) as ProductSnapshot).productPrice, claim);
  }
}
