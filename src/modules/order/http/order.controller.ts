import { Body, Controller, Get, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DomainError } from '#platform/domain-error';
import { ApiAnswers, pageOf } from '#platform/http/api-answers';
import { IdempotencyKey, type RequestKey } from '#platform/http/idempotency/request-key';
import { IdParam, OptionalQueryId } from '#platform/http/parameters/ids';
import { cursorDate } from '#platform/http/parameters/cursor';
import { Page, type Paged, type PageRequest, readPage } from '#platform/http/parameters/page';
import { PreferWait, type WaitPreference } from '#platform/http/parameters/prefer-wait';
import { QueryChoice, QueryChoices } from '#platform/http/parameters/query';
import { Limited } from '#platform/limits/rate-limit';
import { CurrentUser } from '#platform/http/parameters/caller';
import type { Principal } from '#platform/security/principal';
import {
  ORDER_LIMIT,
  ORDER_REFUSALS,
  ORDER_STAGES,
  ORDER_STATUSES,
  type OrderContents,
  type OrderStage,
  type OrderStatus,
} from '#order';
import type { ProductVersion } from '#product';
import type { Order } from '../domain/order';
import { OrderQueries } from '../persistence/order.queries';
import { CancelOrder } from '../use-cases/cancel-order';
import { ShowOrder, ShowOrderedProduct } from '../use-cases/show-order';
import { HttpOrderPlacement } from './http-order-placement';
import { OrderView, orderView } from './order-view.dto';
import { PlaceOneOrderDto, PlaceOrderDto } from './place-order.dto';

const PLACED = {
  also: 201,
  location: '/api/orders/{orderId}',
  errors: ORDER_REFUSALS,
} as const;

@ApiTags('orders')
@Controller('orders')
export class OrderController {
  constructor(
    private readonly placement: HttpOrderPlacement,
    private readonly shower: ShowOrder,
    private readonly queries: OrderQueries,
    private readonly canceller: CancelOrder,
    private readonly productShower: ShowOrderedProduct,
  ) {}

  /**
   * Places an order. The answer is 202 as soon as the order is stored, or 201 with its outcome if `Prefer: wait=N` asks
   * for it. An item that costs more than its `expectedPrice` is refused, and nothing is stored. After a 503 the order may still be stored later: repeat the request with the same `Idempotency-Key`.
   */
  @Post(['products', 'v2'])
  @Limited(ORDER_LIMIT)
  @ApiAnswers(202, OrderView, PLACED)
  place(
    @Body() { orderItems: items, ...benefits }: PlaceOrderDto,
    @IdempotencyKey() key: RequestKey,
    @PreferWait() wait: WaitPreference,
  ): Promise<OrderView> {
    return this.placed({ items, ...benefits }, key, wait);
  }

  /** Places an order for one product. */
  @Post('v1')
  @Limited(ORDER_LIMIT)
  @ApiAnswers(202, OrderView, PLACED)
  placeOne(
    @Body() { usePoints, userCouponId, addressId, ...item }: PlaceOneOrderDto,
    @IdempotencyKey() key: RequestKey,
    @PreferWait() wait: WaitPreference,
  ): Promise<OrderView> {
    return this.placed({ items: [item], usePoints, userCouponId, addressId }, key, wait);
  }

  /** Your orders, newest first; with `userId`, for administrators, those of any user. */
  @Get()
  @ApiAnswers(200, pageOf(OrderView), { errors: ['FORBIDDEN'] })
  async list(
    @CurrentUser() caller: Principal,
    @OptionalQueryId('userId') userId: number | undefined,
    @QueryChoice('status', ORDER_STATUSES) status: OrderStatus | undefined,
    @QueryChoices('stage', ORDER_STAGES) stages: readonly OrderStage[] | undefined,
    @Page() request: PageRequest,
  ): Promise<Paged<OrderView>> {
    const owner = listedOwner(caller, userId);
    const page = await readPage(
      request,
      ['number', 'number'],
      (after, limit) =>
        this.queries.list(
          owner,
          { status, stages },
          after && { orderedAt: cursorDate(after[0]), orderId: after[1] },
          limit,
        ),
      ({ orderedAt, orderId }) => [orderedAt.getTime(), orderId],
    );
    return { ...page, items: page.items.map((order) => orderView(order)) };
  }

  /** One of your orders. Administrators see every order. */
  @Get(':orderId')
  @ApiAnswers(200, OrderView, { errors: ['ORDER_NOT_FOUND'] })
  async show(@IdParam('orderId') orderId: number, @CurrentUser() user: Principal): Promise<OrderView> {
    return this.shown(await this.shower.execute(orderId, ownerFor(user)));
  }

  /**
   * The product of one item of an order as it was when it was ordered. Items are counted from 1. Orders of earlier releases
   * did not note it.
   */
  @Get(':orderId/items/:line/product')
  @ApiAnswers(200, 'ProductVersionView', { errors: ['ORDER_NOT_FOUND', 'PRODUCT_VERSION_NOT_FOUND'] })
  showProduct(
    @IdParam('line') line: number,
    @IdParam('orderId') orderId: number,
    @CurrentUser() user: Principal,
  ): Promise<ProductVersion> {
    return this.productShower.execute(orderId, line, ownerFor(user));
  }

  /**
   * Cancels an order: its stock, what was paid, its coupon and the points that it used go back. Repeating it changes nothing.
   * An order that has been shipped cannot be cancelled, also not by an administrator.
   */
  @Put(':orderId')
  @ApiAnswers(200, OrderView, { errors: ['ORDER_NOT_FOUND', 'ORDER_NOT_CANCELLABLE'] })
  async cancel(@IdParam('orderId') orderId: number, @CurrentUser() user: Principal): Promise<OrderView> {
    return this.shown(await this.canceller.execute(orderId, ownerFor(user)));
  }

  private shown(order: Order): OrderView {
    return orderView(order, this.shower.addressOf(order));
  }

  private placed(contents: OrderContents, key: RequestKey, wait: WaitPreference): Promise<OrderView> {
    const attempt = { key, scope: 'order.place', request: requestOf(contents) };
    return this.placement.place({ attempt, wait, contents: () => Promise.resolve(contents) });
  }
}

/** Without benefits and address it is the list of the items, as it was before there were any: a key of that time is still known. */
function requestOf({ items, usePoints = 0, userCouponId, addressId }: OrderContents): unknown {
  const sorted = [...items].sort((one, other) => one.productId - other.productId);
  if (usePoints === 0 && userCouponId === undefined && addressId === undefined) return sorted;
  return {
    items: sorted,
    ...(usePoints > 0 && { usePoints }),
    ...(userCouponId !== undefined && { userCouponId }),
    ...(addressId !== undefined && { addressId }),
  };
}

/** The user whose orders the caller may see; null: every user's. */
function ownerFor({ userId, role }: Principal): number | null {
  return role === 'ADMIN' ? null : userId;
}

/** The user whose orders are listed. */
function listedOwner(caller: Principal, userId = caller.userId): number {
  if (userId === caller.userId || caller.role === 'ADMIN') return userId;
  throw new DomainError('forbidden', 'FORBIDDEN', "Only an administrator may list another user's orders.");
}
