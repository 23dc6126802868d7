import { Body, Controller, Get, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers, pageOf } from '#platform/http/api-answers';
import { IdempotencyKey, type RequestKey } from '#platform/http/idempotency/request-key';
import { IdParam } from '#platform/http/parameters/ids';
import { Page, type Paged, type PageRequest } from '#platform/http/parameters/page';
import { PreferWait, type WaitPreference } from '#platform/http/parameters/prefer-wait';
import { QueryChoice } from '#platform/http/parameters/query';
import { Limited } from '#platform/limits/limited';
import { CurrentUser } from '#platform/http/parameters/caller';
import type { Principal } from '#platform/security/principal';
import { ORDER_STATUSES, type OrderStatus } from '../domain/order';
import { OrderService } from '../use-cases/order.service';
import { OrderView } from './order-view.dto';
import { OrderItemDto, PlaceOrderDto } from './place-order.dto';

const PLACED = {
  also: 201,
  location: '/api/orders/{orderId}',
  errors: ['PRODUCT_NOT_FOUND', 'INSUFFICIENT_STOCK', 'IDEMPOTENCY_IN_PROGRESS', 'IDEMPOTENCY_KEY_REUSED'],
} as const;

@ApiTags('orders')
@Controller('orders')
export class OrderController {
  constructor(private readonly desk: OrderService) {}

  /** Places an order: 202 as soon as it is durable, or 201 with its end if the client prefers to wait. */
  @Post(['products', 'v2'])
  @Limited('orders')
  @ApiAnswers(202, OrderView, PLACED)
  place(
    @Body() body: PlaceOrderDto,
    @IdempotencyKey() key: RequestKey,
    @PreferWait() wait: WaitPreference,
  ): Promise<OrderView> {
    return this.desk.place(body.orderItems, key, wait);
  }

  /** Places an order for one product. */
  @Post('v1')
  @Limited('orders')
  @ApiAnswers(202, OrderView, PLACED)
  placeOne(
    @Body() item: OrderItemDto,
    @IdempotencyKey() key: RequestKey,
    @PreferWait() wait: WaitPreference,
  ): Promise<OrderView> {
    return this.desk.place([item], key, wait);
  }

  /** Own orders, newest first. */
  @Get()
  @ApiAnswers(200, pageOf(OrderView))
  list(
    @CurrentUser() user: Principal,
    @QueryChoice('status', ORDER_STATUSES) status: OrderStatus | undefined,
    @Page() page: PageRequest,
  ): Promise<Paged<OrderView>> {
    return this.desk.list(user.userId, status, page);
  }

  /** One's own order, or anybody's for an administrator. */
  @Get(':orderId')
  @ApiAnswers(200, OrderView, { errors: ['ORDER_NOT_FOUND'] })
  show(@IdParam('orderId') orderId: number, @CurrentUser() user: Principal): Promise<OrderView> {
    return this.desk.show(orderId, user);
  }

  /** Cancels an order; its stock goes back. Again: the same answer. */
  @Put(':orderId')
  @ApiAnswers(200, OrderView, { errors: ['ORDER_NOT_FOUND', 'ORDER_NOT_CANCELLABLE'] })
  cancel(@IdParam('orderId') orderId: number, @CurrentUser() user: Principal): Promise<OrderView> {
    return this.desk.cancel(orderId, user);
  }
}
