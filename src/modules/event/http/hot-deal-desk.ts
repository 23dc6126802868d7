import { Injectable } from '@nestjs/common';
import type { RequestKey } from '#platform/http/idempotency/request-key';
import { invalidField } from '#platform/http/invalid';
import { writtenTime } from '../domain/written-time';
import { SignalQueries } from '../persistence/signal.queries';
import { CreateHotDeal } from '../use-cases/create-hot-deal';
import { ShowHotDeal } from '../use-cases/show-hot-deal';
import type { CreateHotDealDto } from './create-hot-deal.dto';
import type { CreatedHotDealView } from './hot-deal-view.dto';
import type { LastSignalView, SignalsView } from './signals-view.dto';

/** Turns requests about hot deals into commands, and what became of them into answers. */
@Injectable()
export class HotDealDesk {
  constructor(
    private readonly creator: CreateHotDeal,
    private readonly shower: ShowHotDeal,
    private readonly queries: SignalQueries,
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

  async signals(after: number, limit: number): Promise<SignalsView> {
    const items = await this.queries.after(after, limit);
    return { items, lastSeq: items.at(-1)?.seq ?? after };
  }

  async lastSignal(): Promise<LastSignalView> {
    return { lastSeq: await this.queries.last() };
  }
}
