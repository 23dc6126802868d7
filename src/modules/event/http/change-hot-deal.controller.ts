import { Body, Controller, Delete, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { MaxBody } from '#platform/http/body/body-limit';
import { ApiAnswers } from '#platform/http/api-answers';
import { IdempotencyKey, type RequestKey } from '#platform/http/idempotency/request-key';
import { IdParam } from '#platform/http/parameters/ids';
import { AdminOnly } from '#platform/security/access';
import { HotDealQueries } from '../persistence/hot-deal.queries';
import { ChangeHotDeal } from '../use-cases/change-hot-deal';
import { CreateHotDeal } from '../use-cases/create-hot-deal';
import { EndHotDeal } from '../use-cases/end-hot-deal';
import { HotDealDto } from './hot-deal.dto';
import { CreatedHotDealView, createdHotDealView, HotDealView } from './hot-deal-view.dto';

@ApiTags('events')
@Controller('event')
@AdminOnly()
export class ChangeHotDealController {
  constructor(
    private readonly creator: CreateHotDeal,
    private readonly changer: ChangeHotDeal,
    private readonly ender: EndHotDeal,
    private readonly queries: HotDealQueries,
  ) {}

  /** Creates a hot deal for all of these products, or for none. Their prices are fixed now. */
  @Post('create')
  @ApiAnswers(201, CreatedHotDealView, {
    errors: ['EVENT_ALREADY_OVER', 'PRODUCT_NOT_FOUND', 'IDEMPOTENCY_IN_PROGRESS', 'IDEMPOTENCY_KEY_REUSED'],
  })
  @MaxBody(1_024)
  async create(@IdempotencyKey() key: RequestKey, @Body() body: HotDealDto): Promise<CreatedHotDealView> {
    const { eventId, replayed } = await this.creator.execute(key, body);
    const deal = await this.queries.get(eventId);
    if (!replayed) return createdHotDealView(deal, body.productIds);
    return createdHotDealView(deal, inOrderOf(body.productIds, await this.queries.existingProducts(eventId)));
  }

  /**
   * Changes an event: the body replaces all of it. Anything may change until two seconds before it begins, and the
   * prices of its products are fixed anew. While it runs, only its name and its banner may change.
   */
  @Put(':eventId')
  @ApiAnswers(200, HotDealView, {
    errors: ['EVENT_ALREADY_OVER', 'EVENT_NOT_FOUND', 'PRODUCT_NOT_FOUND', 'EVENT_RUNNING', 'EVENT_ENDED'],
  })
  @MaxBody(1_024)
  async change(@IdParam('eventId') eventId: number, @Body() body: HotDealDto): Promise<HotDealView> {
    await this.changer.execute(eventId, body);
    return this.queries.get(eventId);
  }

  /** Ends an event now. An event that has not begun never runs. */
  @Delete(':eventId')
  @ApiAnswers(204, undefined, { errors: ['EVENT_NOT_FOUND'] })
  end(@IdParam('eventId') eventId: number): Promise<void> {
    return this.ender.execute(eventId);
  }
}

/** A deal may have been changed and products deleted since the request that is repeated. */
function inOrderOf(requested: readonly number[], present: readonly number[]): number[] {
  const [wanted, existing] = [new Set(requested), new Set(present)];
  return [...requested.filter((id) => existing.has(id)), ...present.filter((id) => !wanted.has(id))];
}
