import { Injectable } from '@nestjs/common';
import { eventNotFound, type HotDeal } from '../domain/hot-deal';
import { HotDealQueries } from '../persistence/hot-deal.queries';

@Injectable()
export class ShowHotDeal {
  constructor(private readonly queries: HotDealQueries) {}

  /** @throws DomainError EVENT_NOT_FOUND */
  async execute(eventId: number): Promise<HotDeal> {
    const deal = await this.queries.find(eventId);
    if (deal === undefined) throw eventNotFound(eventId);
    return deal;
  }
}
