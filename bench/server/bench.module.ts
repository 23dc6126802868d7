import { Body, Controller, HttpCode, Module, Post } from '@nestjs/common';
import { Limited } from '#platform/limits/rate-limit';
import { PlaceOrderDto } from '#hotdeal/modules/order/http/place-order.dto';
import { ORDER_LIMIT } from '#order';
import { StockModule } from '#hotdeal/modules/stock/stock.module';
import { ClassicOrder } from './classic-order';
import { ClassicOrderController } from './classic-order.controller';
import { DecrementsController } from './decrements.controller';

/** The cost of a request without a sale: token, login, limits, validation of the body, the log line. */
@Controller('bench/noop')
class NoopController {
  @Post()
  @HttpCode(202)
  @Limited(ORDER_LIMIT)
  answer(@Body() order: PlaceOrderDto): { items: number } {
    return { items: order.orderItems.length };
  }
}

/** Routes of the bench, on the same server as those of the shop. */
@Module({
  imports: [StockModule],
  controllers: [NoopController, ClassicOrderController, DecrementsController],
  providers: [ClassicOrder],
})
export class BenchModule {}
