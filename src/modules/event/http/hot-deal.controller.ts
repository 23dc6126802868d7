import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { MANY_IDS_KIB, MaxBody } from '#platform/http/body/body-limit';
import { ApiAnswers, pageOf } from '#platform/http/api-answers';
import { cursorDate } from '#platform/http/parameters/cursor';
import { IdParam } from '#platform/http/parameters/ids';
import { Page, type Paged, type PageRequest, readPage } from '#platform/http/parameters/page';
import { QueryChoice } from '#platform/http/parameters/query';
import { Reader } from '#platform/security/access';
import { HotDealQueries, type HotDealStatus, positionIn, STATUSES } from '../persistence/hot-deal.queries';
import { ShowDeals } from '../use-cases/show-deals';
import { DealView, ListedDealView, listedDealView, SearchDealsDto } from './deal-view.dto';
import { HotDealView } from './hot-deal-view.dto';
import { SerializedDeals } from './serialized-deals';

@ApiTags('events')
@Controller('event')
export class HotDealController {
  constructor(
    private readonly queries: HotDealQueries,
    private readonly deals: ShowDeals,
    private readonly serialized: SerializedDeals,
  ) {}

  /** The best running deal of each product. Products without a running deal are left out; the order is that of the ids. */
  @Post('search-event')
  @Reader()
  @ApiAnswers(200, [DealView])
  @MaxBody(MANY_IDS_KIB)
  async search(@Body() { productIds }: SearchDealsDto): Promise<object> {
    return this.serialized.listOf(await this.deals.search(productIds));
  }

  /** All events. With a `status`: upcoming ones by their start, active ones by their end, ended ones with the last ended first; without it, the latest start comes first. */
  @Get()
  @Reader()
  @ApiAnswers(200, pageOf(HotDealView))
  list(
    @QueryChoice('status', STATUSES) status: HotDealStatus | undefined,
    @Page() page: PageRequest,
  ): Promise<Paged<HotDealView>> {
    return readPage(
      page,
      ['number', 'number'],
      (after, limit) => this.queries.list(status, after && { at: cursorDate(after[0]), eventId: after[1] }, limit),
      (deal) => {
        const { at, eventId } = positionIn(status, deal);
        return [at.getTime(), eventId];
      },
    );
  }

  /** One event, also after its end. */
  @Get(':eventId')
  @Reader()
  @ApiAnswers(200, HotDealView, { errors: ['EVENT_NOT_FOUND'] })
  show(@IdParam('eventId') eventId: number): Promise<HotDealView> {
    return this.queries.get(eventId);
  }

  /** The deals of one event, ordered by product. */
  @Get(':eventId/products')
  @Reader()
  @ApiAnswers(200, pageOf(ListedDealView), { errors: ['EVENT_NOT_FOUND'] })
  products(@IdParam('eventId') eventId: number, @Page() page: PageRequest): Promise<Paged<ListedDealView>> {
    return readPage(
      page,
      ['number'],
      async (after, limit) => (await this.deals.ofEvent(eventId, after?.[0] ?? 0, limit)).map(listedDealView),
      ({ productId }) => [productId],
    );
  }
}
