import { Body, Controller, Delete, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers, pageOf } from '#platform/http/api-answers';
import { IdempotencyKey, type RequestKey } from '#platform/http/idempotency/request-key';
import { IdParam } from '#platform/http/parameters/ids';
import { Page, type Paged, type PageRequest } from '#platform/http/parameters/page';
import { QueryChoice } from '#platform/http/parameters/query';
import { AdminOnly } from '#platform/security/access';
import { type HotDealStatus, STATUSES } from '../persistence/hot-deal.queries';
import { EndHotDeal } from '../use-cases/end-hot-deal';
import { ListHotDeals } from '../use-cases/list-hot-deals';
import { ShowHotDeal } from '../use-cases/show-hot-deal';
import { CreateHotDealDto } from './create-hot-deal.dto';
import { DealView } from './deal-view.dto';
import { HotDealService } from '../use-cases/hot-deal.service';
import { CreatedHotDealView, HotDealView } from './hot-deal-view.dto';
import { SearchDealsDto } from './search-deals.dto';

@ApiTags('events')
@Controller('event')
export class HotDealController {
  constructor(
    private readonly desk: HotDealService,
    private readonly lister: ListHotDeals,
    private readonly shower: ShowHotDeal,
    private readonly ender: EndHotDeal,
  ) {}

  /** Puts products on sale, at prices fixed now; all of them or none. */
  @Post('create')
  @AdminOnly()
  @ApiAnswers(201, CreatedHotDealView, {
    errors: ['EVENT_ALREADY_OVER', 'PRODUCT_NOT_FOUND', 'IDEMPOTENCY_IN_PROGRESS', 'IDEMPOTENCY_KEY_REUSED'],
  })
  create(@IdempotencyKey() key: RequestKey, @Body() body: CreateHotDealDto): Promise<CreatedHotDealView> {
    return this.desk.create(key, body);
  }

  /** The best deal that is running now of each product that has one, in the order of the ids asked for. */
  @Post('search-event')
  @ApiAnswers(200, [DealView])
  search(@Body() { productIds }: SearchDealsDto): Promise<object> {
    return this.desk.search(productIds);
  }

  /** Events: the upcoming ones next to begin first, the active next to end first, the ended last ended first; all, newest start first. */
  @Get()
  @ApiAnswers(200, pageOf(HotDealView))
  list(
    @QueryChoice('status', STATUSES) status: HotDealStatus | undefined,
    @Page() page: PageRequest,
  ): Promise<Paged<HotDealView>> {
    return this.lister.execute(status, page);
  }

  /** One event, over or not. */
  @Get(':eventId')
  @ApiAnswers(200, HotDealView, { errors: ['EVENT_NOT_FOUND'] })
  show(@IdParam('eventId') eventId: number): Promise<HotDealView> {
    return this.shower.execute(eventId);
  }

  /** The deals of one event, in ascending order of product. */
  @Get(':eventId/products')
  @ApiAnswers(200, pageOf(DealView), { errors: ['EVENT_NOT_FOUND'] })
  products(@IdParam('eventId') eventId: number, @Page() page: PageRequest): Promise<Paged<DealView>> {
    return this.desk.products(eventId, page);
  }

  /** Ends the event now; one that has not begun never will. */
  @Delete(':eventId')
  @AdminOnly()
  @ApiAnswers(204, undefined, { errors: ['EVENT_NOT_FOUND'] })
  end(@IdParam('eventId') eventId: number): Promise<void> {
    return this.ender.execute(eventId);
  }
}
