import { Injectable } from '@nestjs/common';
import type { RequestKey } from '#platform/http/idempotency/request-key';
import { invalidField } from '#platform/http/invalid';
import type { JsonText } from '#platform/http/json-text';
import type { Paged, PageRequest } from '#platform/http/parameters/page';
import { writtenTime } from '../domain/written-time';
import { SignalQueries } from '../persistence/signal.queries';
import { CreateHotDeal } from './create-hot-deal';
import { ShowDeals } from './show-deals';
import { ShowHotDeal } from './show-hot-deal';
import type { CreateHotDealDto } from '../http/create-hot-deal.dto';
import { dealView, type DealView } from '../http/deal-view.dto';
import type { CreatedHotDealView } from '../http/hot-deal-view.dto';
import type { LastSignalView, SignalsView } from '../http/signals-view.dto';
import { SerializedDeals } from '../http/serialized-deals';

/** Turns requests about hot deals into commands, and what became of them into answers. */
@Injectable()
export class HotDealService {
  constructor(
    private readonly creator: CreateHotDeal,
    private readonly shower: ShowHotDeal,
    private readonly queries: SignalQueries,
    private readonly deals: ShowDeals,
    private readonly written: SerializedDeals,
  ) {}

  /** A repeat asks for the same products, so its own list is the answer's. */
  async create(key: RequestKey, body: CreateHotDealDto): Promise<CreatedHotDealView> {
    const { eventDiscount, eventDuration, productIds } = body;
    const startEventTime = writtenTime(body.startEventTime);
    if (startEventTime === undefined) throw invalidField('startEventTime', 'must be a date and time');
    const eventId = await this.creator.execute({ key, eventDiscount, eventDuration, startEventTime, productIds });
    const { productCount: _counted, ...terms } = await this.shower.execute(eventId);
    return { ...terms, productIds };
  }

  async search(productIds: readonly number[]): Promise<JsonText> {
    return this.written.listOf(await this.deals.search(productIds));
  }

  async products(eventId: number, page: PageRequest): Promise<Paged<DealView>> {
    const { items, nextCursor } = await this.deals.ofEvent(eventId, page);
    return { items: items.map(dealView), nextCursor };
  }

  async signals(after: number, limit: number): Promise<SignalsView> {
    const items = await this.queries.after(after, limit);
    return { items, lastSeq: items.at(-1)?.seq ?? after };
  }

  async lastSignal(): Promise<LastSignalView> {
    return { lastSeq: await this.queries.last() };
  }
}
