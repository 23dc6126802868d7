import { Body, Controller, Delete, Get, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { MaxBody } from '#platform/http/body/body-limit';
import { ApiAnswers } from '#platform/http/api-answers';
import { IdempotencyKey, type RequestKey } from '#platform/http/idempotency/request-key';
import { CurrentUser } from '#platform/http/parameters/caller';
import { IdParam, OptionalQueryIds } from '#platform/http/parameters/ids';
import { PreferWait, type WaitPreference } from '#platform/http/parameters/prefer-wait';
import { Limited } from '#platform/limits/rate-limit';
import type { Principal } from '#platform/security/principal';
import { ORDER_LIMIT, ORDER_REFUSALS, type PublicOrder } from '#order';
import { MAX_LINES } from '../domain/cart';
import { CartRepository } from '../persistence/cart.repository';
import { ChangeCart } from '../use-cases/change-cart';
import { OrderCart } from '../use-cases/order-cart';
import { ShowCart } from '../use-cases/show-cart';
import { CartItemDto, CartQuantityDto, MergeCartDto, OrderCartDto } from './cart.dto';
import { CartView } from './cart-view.dto';

@ApiTags('cart')
@Controller('cart')
export class CartController {
  constructor(
    private readonly shower: ShowCart,
    private readonly changer: ChangeCart,
    private readonly carts: CartRepository,
    private readonly orderer: OrderCart,
  ) {}

  /** Your cart, at the prices that an order would be charged now. A cart holds no unit of the stock. */
  @Get()
  @ApiAnswers(200, CartView)
  show(@CurrentUser() { userId }: Principal): Promise<CartView> {
    return this.shower.execute(userId);
  }

  /** Adds units of a product to your cart, up to 1,000. Repeating it adds them again. */
  @Post('items')
  @ApiAnswers(200, CartView, { errors: ['PRODUCT_NOT_FOUND', 'CART_FULL'] })
  @MaxBody(1)
  add(@Body() item: CartItemDto, @CurrentUser() { userId }: Principal): Promise<CartView> {
    return this.changer.add(userId, item);
  }

  /** Sets the units of a product in your cart. Repeating it changes nothing. */
  @Put('items/:productId')
  @ApiAnswers(200, CartView, { errors: ['PRODUCT_NOT_FOUND', 'CART_FULL'] })
  @MaxBody(1)
  set(
    @IdParam('productId') productId: number,
    @Body() { quantity }: CartQuantityDto,
    @CurrentUser() { userId }: Principal,
  ): Promise<CartView> {
    return this.changer.set(userId, { productId, quantity });
  }

  /** Takes a product out of your cart. Repeating it changes nothing. */
  @Delete('items/:productId')
  @ApiAnswers(204)
  remove(@IdParam('productId') productId: number, @CurrentUser() { userId }: Principal): Promise<void> {
    return this.carts.remove(userId, [productId]);
  }

  /** Takes these products out of your cart, or all of them. Repeating it changes nothing. */
  @Delete()
  @ApiAnswers(204)
  clear(
    @OptionalQueryIds('productIds', { most: MAX_LINES }) productIds: readonly number[] | undefined,
    @CurrentUser() { userId }: Principal,
  ): Promise<void> {
    return this.carts.remove(userId, productIds);
  }

  /** Takes over the cart of a visitor who has logged in: of each product the larger quantity, so that repeating it changes nothing. Products that do not exist are passed over. */
  @Post('merge')
  @ApiAnswers(200, CartView, { errors: ['CART_FULL'] })
  @MaxBody(16)
  merge(@Body() { items }: MergeCartDto, @CurrentUser() { userId }: Principal): Promise<CartView> {
    return this.changer.merge(userId, items);
  }

  /**
   * Orders what is in your cart, or some of it. What was ordered leaves the cart soon after, unless it was changed
   * meanwhile. Without an `Idempotency-Key`, the same state of the cart makes one order. A product that is sold out or
   * was deleted refuses the order: leave it out with `productIds`.
   */
  @Post('order')
  @Limited(ORDER_LIMIT)
  @ApiAnswers(202, 'OrderView', {
    also: 201,
    location: '/api/orders/{orderId}',
    errors: [...ORDER_REFUSALS, 'CART_EMPTY', 'CART_ITEM_NOT_FOUND'],
  })
  @MaxBody(4)
  order(
    @Body() { productIds, expectedTotal, usePoints, userCouponId, addressId }: OrderCartDto,
    @IdempotencyKey() key: RequestKey,
    @PreferWait() wait: WaitPreference,
  ): Promise<PublicOrder> {
    return this.orderer.execute({ key, wait, productIds, expectedTotal, usePoints, userCouponId, addressId });
  }
}
