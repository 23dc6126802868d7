import { Injectable } from '@nestjs/common';
import { eventNotFound } from '../domain/hot-deal';
import { HotDealRepository } from '../persistence/hot-deal.repository';

@Injectable()
export class EndHotDeal {
  constructor(private readonly hotDeals: HotDealRepository) {}

  /** @throws DomainError EVENT_NOT_FOUND */
  async execute(eventId: number): Promise<void> {
    if (!(await this.hotDeals.end(eventId))) throw eventNotFound(eventId);
  }
}
