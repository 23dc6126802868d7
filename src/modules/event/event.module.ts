import { Module } from '@nestjs/common';
import { ProductModule } from '../product/product.module';
import { HotDealClient } from './event.contract';
import { ClockController } from './http/clock.controller';
import { ChangeHotDealController } from './http/change-hot-deal.controller';
import { HotDealController } from './http/hot-deal.controller';
import { ProductDealsController } from './http/product-deals.controller';
import { SignalController } from './http/signal.controller';
import { SerializedDeals } from './http/serialized-deals';
import { DeletedProductRepository } from './persistence/deleted-product.repository';
import { ExpiryRepository } from './persistence/expiry.repository';
import { HotDealChangeRepository } from './persistence/hot-deal-change.repository';
import { HotDealQueries } from './persistence/hot-deal.queries';
import { HotDealRepository } from './persistence/hot-deal.repository';
import { DealTransitionRepository } from './persistence/deal-transition.repository';
import { OfferRevision } from './persistence/offer-revision';
import { OfferQueries } from './persistence/offer.queries';
import { SignalRepository } from './persistence/signal.repository';
import { SignalQueries } from './persistence/signal.queries';
import { ChangeHotDeal } from './use-cases/change-hot-deal';
import { CreateHotDeal } from './use-cases/create-hot-deal';
import {
  CheckProductsOfDeal,
  CheckProductsWhenHotDealChanged,
  CheckProductsWhenHotDealCreated,
  DropProductsWhenDeleted,
} from './use-cases/drop-deleted-products';
import { EndHotDeal } from './use-cases/end-hot-deal';
import { ExpireAtMidnight } from './use-cases/expire-at-midnight';
import { OfferCache } from './persistence/offer-cache';
import { PlanHotDeal } from './use-cases/plan-hot-deal';
import { ShowDeals } from './use-cases/show-deals';
import { AnnounceDealTransitions } from './use-cases/announce-deal-transitions';

/** Hot deals: products at a lower price for some days. */
@Module({
  imports: [ProductModule],
  controllers: [SignalController, ClockController, HotDealController, ChangeHotDealController, ProductDealsController],
  providers: [
    SerializedDeals,
    PlanHotDeal,
    CreateHotDeal,
    ChangeHotDeal,
    HotDealChangeRepository,
    OfferRevision,
    HotDealRepository,
    SignalRepository,
    EndHotDeal,
    DropProductsWhenDeleted,
    CheckProductsOfDeal,
    CheckProductsWhenHotDealCreated,
    CheckProductsWhenHotDealChanged,
    DeletedProductRepository,
    AnnounceDealTransitions,
    DealTransitionRepository,
    OfferCache,
    { provide: HotDealClient, useExisting: OfferCache },
    OfferQueries,
    ShowDeals,
    HotDealQueries,
    SignalQueries,
    ExpireAtMidnight,
    ExpiryRepository,
  ],
  exports: [HotDealClient],
})
export class EventModule {}
