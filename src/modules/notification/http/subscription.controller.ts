import { Body, Controller, Delete, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers, pageOf } from '#platform/http/api-answers';
import { OptionalQueryId, QueryId } from '#platform/http/parameters/ids';
import { Page, type Paged, type PageRequest, readPage } from '#platform/http/parameters/page';
import { CurrentUser } from '#platform/http/parameters/caller';
import type { Principal } from '#platform/security/principal';
import { SubscriptionQueries, type SubscriptionSearch } from '../persistence/subscription.queries';
import { CancelSubscription, Subscribe } from '../use-cases/subscribe';
import { SubscribeDto, SubscriptionView } from './subscription.dto';

@ApiTags('subscriptions')
@Controller('subscribe')
export class SubscriptionController {
  constructor(
    private readonly subscriber: Subscribe,
    private readonly canceller: CancelSubscription,
    private readonly subscriptions: SubscriptionQueries,
  ) {}

  /** Subscribes you to the hot deals of these products. Repeating it changes nothing. */
  @Post('sub-product')
  @ApiAnswers(201, [SubscriptionView], { errors: ['PRODUCT_NOT_FOUND'] })
  add(@Body() body: SubscribeDto, @CurrentUser() user: Principal): Promise<SubscriptionView[]> {
    return this.subscriber.execute(user.userId, body.productIds);
  }

  /** Subscriptions, of one product or all. Administrators see those of every user, other users only their own. */
  @Get('search-sub-user')
  @ApiAnswers(200, pageOf(SubscriptionView))
  search(
    @CurrentUser() user: Principal,
    @OptionalQueryId('productId') productId: number | undefined,
    @Page() page: PageRequest,
  ): Promise<Paged<SubscriptionView>> {
    return this.page({ userId: user.role === 'ADMIN' ? undefined : user.userId, productId }, page);
  }

  /** Your subscriptions, ordered by product. */
  @Get()
  @ApiAnswers(200, pageOf(SubscriptionView))
  list(@CurrentUser() user: Principal, @Page() page: PageRequest): Promise<Paged<SubscriptionView>> {
    return this.page({ userId: user.userId, productId: undefined }, page);
  }

  /** Cancels a subscription. Administrators may cancel those of every user. */
  @Delete('cancel-sub')
  @ApiAnswers(204, undefined, { errors: ['FORBIDDEN', 'SUBSCRIPTION_NOT_FOUND'] })
  cancel(
    @CurrentUser() user: Principal,
    @QueryId('userId') userId: number,
    @QueryId('productId') productId: number,
  ): Promise<void> {
    return this.canceller.execute(user, userId, productId);
  }

  private page(search: SubscriptionSearch, page: PageRequest): Promise<Paged<SubscriptionView>> {
    return readPage(
      page,
      ['number', 'number'],
      (after, limit) => this.subscriptions.search(search, after && { userId: after[0], productId: after[1] }, limit),
      ({ userId, productId }) => [userId, productId],
    );
  }
}
