import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Limited } from '#platform/limits/rate-limit';
import { PlaceOrderDto } from '#hotdeal/modules/order/http/place-order.dto';
import { ORDER_LIMIT } from '#hotdeal/modules/order/order.config';

/** What a request costs before anything is sold: token, login, limits, the body of an order checked, the log line. */
@Controller('bench/noop')
export class NoopController {
  @Post()
  @HttpCode(202)
  @Limited(ORDER_LIMIT)
  answer(@Body() order: PlaceOrderDto): { items: number } {
    return { items: order.orderItems.length };
  }
}
