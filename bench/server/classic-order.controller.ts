import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Limited } from '#platform/limits/rate-limit';
import { CurrentUser } from '#platform/http/parameters/caller';
import type { Principal } from '#platform/security/principal';
import { type OrderView, orderView } from '#hotdeal/modules/order/http/order-view.dto';
import { PlaceOrderDto } from '#hotdeal/modules/order/http/place-order.dto';
import { ClassicOrder } from './classic-order';
import { ORDER_LIMIT } from '#order';

/** The same request, answer and guards as the order of the shop. */
@Controller('bench/classic-order')
export class ClassicOrderController {
  constructor(private readonly classic: ClassicOrder) {}

  @Post()
  @HttpCode(202)
  @Limited(ORDER_LIMIT)
  async place(@Body() { orderItems: [item] }: PlaceOrderDto, @CurrentUser() user: Principal): Promise<OrderView> {
    if (item === undefined) throw new Error('The classic order is for one product');
    return orderView(await this.classic.execute(user.userId, item));
  }
}
