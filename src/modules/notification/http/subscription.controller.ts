import { Body, Controller, Delete, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers, pageOf } from '#platform/http/api-answers';
import { OptionalQueryId, QueryId } from '#platform/http/parameters/ids';
import { Page, type Paged, type PageRequest } from '#platform/http/parameters/page';
import { CurrentUser } from '#platform/http/parameters/caller';
import type { Principal } from '#platform/security/principal';
import { SubscriptionQueries } from '../persistence/subscription.queries';
import { CancelSubscription } from '../use-cases/cancel-subscription';
import { Subscribe } from '../use-cases/subscribe';
import { SubscribeDto } from './subscription.dto';
import { SubscriptionView } from './subscription-view.dto';

@ApiTags('subscriptions')
@Controller('subscribe')
export class SubscriptionController {
  constructor(
    private readonly subscribe: Subscribe,
    private readonly cancelSubscription: CancelSubscription,
    private readonly subscriptions: SubscriptionQueries,
  ) {}

  /** Subscribes to the hot deals of these products. Again: nothing changes. */
  @Post('sub-product')
  @ApiAnswers(201, [SubscriptionView], { errors: ['PRODUCT_NOT_FOUND'] })
  add(@Body() body: SubscribeDto, @CurrentUser() user: Principal): Promise<SubscriptionView[]> {
    return this.subscribe.execute(user.userId, body.productIds);
  }

  /** Who has subscribed to a product: an administrator sees all, a user only itself. */
  @Get('search-sub-user')
  @ApiAnswers(200, pageOf(SubscriptionView))
  search(
    @CurrentUser() user: Principal,
    @OptionalQueryId('productId') productId: number | undefined,
    @Page() page: PageRequest,
  ): Promise<Paged<SubscriptionView>> {
    return this.subscriptions.search({ userId: user.role === 'ADMIN' ? undefined : user.userId, productId }, page);
  }

  /** Own subscriptions, in ascending order of product. */
  @Get()
  @ApiAnswers(200, pageOf(SubscriptionView))
  list(@CurrentUser() user: Principal, @Page() page: PageRequest): Promise<Paged<SubscriptionView>> {
    return this.subscriptions.search({ userId: user.userId, productId: undefined }, page);
  }

  /** Ends a subscription: one's own, or anybody's for an administrator. */
  @Delete('cancel-sub')
  @ApiAnswers(204, undefined, { errors: ['FORBIDDEN', 'SUBSCRIPTION_NOT_FOUND'] })
  cancel(
    @CurrentUser() user: Principal,
    @QueryId('userId') userId: number,
    @QueryId('productId') productId: number,
  ): Promise<void> {
    return this.cancelSubscription.execute(user, userId, productId);
  }
}
