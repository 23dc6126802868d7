import { Module } from '@nestjs/common';
import { ProductModule } from '../product/product.module';
import { HotDealClient } from './event.contract';
import { ClockController } from './http/clock.controller';
import { HotDealDesk } from './http/hot-deal-desk';
import { HotDealController } from './http/hot-deal.controller';
import { SignalController } from './http/signal.controller';
import { WrittenDeals } from './http/written-deals';
import { ExpiryRepository } from './persistence/expiry.repository';
import { HotDealQueries } from './persistence/hot-deal.queries';
import { HotDealRepository } from './persistence/hot-deal.repository';
import { MomentRepository } from './persistence/moment.repository';
import { OfferQueries } from './persistence/offer.queries';
import { SignalBook } from './persistence/signal-book';
import { SignalQueries } from './persistence/signal.queries';
import { CreateHotDeal } from './use-cases/create-hot-deal';
import { EndHotDeal } from './use-cases/end-hot-deal';
import { ExpireAtMidnight } from './use-cases/expire-at-midnight';
import { KnownOffers } from './use-cases/known-offers';
import { ListHotDeals } from './use-cases/list-hot-deals';
import { ShowDeals } from './use-cases/show-deals';
import { ShowHotDeal } from './use-cases/show-hot-deal';
import { TellMomentsAsTheyCome } from './use-cases/tell-moments-as-they-come';

/** Hot deals: products at a lower price for some days. */
@Module({
  imports: [ProductModule],
  controllers: [SignalController, ClockController, HotDealController],
  providers: [
    HotDealDesk,
    WrittenDeals,
    CreateHotDeal,
    HotDealRepository,
    SignalBook,
    EndHotDeal,
    TellMomentsAsTheyCome,
    MomentRepository,
    KnownOffers,
    { provide: HotDealClient, useExisting: KnownOffers },
    OfferQueries,
    ShowDeals,
    ShowHotDeal,
    ListHotDeals,
    HotDealQueries,
    SignalQueries,
    ExpireAtMidnight,
    ExpiryRepository,
  ],
  exports: [HotDealClient],
})
export class EventModule {}
