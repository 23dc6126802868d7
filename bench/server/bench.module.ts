import { Module } from '@nestjs/common';
import { StockModule } from '#hotdeal/modules/stock/stock.module';
import { ClassicOrder } from './classic-order';
import { ClassicOrderController } from './classic-order.controller';
import { DecrementsController } from './decrements.controller';
import { NoopController } from './noop.controller';

/** The routes that only the bench has, on the same server as the shop's own. */
@Module({
  imports: [StockModule],
  controllers: [NoopController, ClassicOrderController, DecrementsController],
  providers: [ClassicOrder],
})
export class BenchModule {}
