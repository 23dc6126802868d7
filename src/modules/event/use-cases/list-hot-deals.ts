import { Injectable } from '@nestjs/common';
import { cursorDate, decodeCursor, encodeCursor } from '#platform/http/parameters/cursor';
import { type Paged, type PageRequest, toPage } from '#platform/http/parameters/page';
import type { HotDeal } from '../domain/hot-deal';
import { HotDealQueries, type HotDealStatus, placeOf } from '../persistence/hot-deal.queries';

@Injectable()
export class ListHotDeals {
  constructor(private readonly queries: HotDealQueries) {}

  async execute(status: HotDealStatus | undefined, page: PageRequest): Promise<Paged<HotDeal>> {
    const cursor = decodeCursor(page.cursor, ['number', 'number']);
    const after = cursor && { at: cursorDate(cursor[0]), eventId: cursor[1] };
    const deals = await this.queries.list(status, after, page.limit + 1);
    const cursorOf = (deal: HotDeal): string => {
      const { at, eventId } = placeOf(deal, status);
      return encodeCursor([at.getTime(), eventId]);
    };
    return toPage(deals, page.limit, cursorOf, (deal) => deal);
  }
}
