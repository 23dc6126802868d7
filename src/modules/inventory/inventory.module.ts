import { Module } from '@nestjs/common';
import { OrderModule } from '../order/order.module';
import { ProductModule } from '../product/product.module';
import { StockModule } from '../stock/stock.module';
import { Inventory } from './inventory';
import { InventoryController } from './inventory.controller';

/** The stock room: what is left of a product, what orders have reserved, and the repair of a wrong quantity. */
@Module({
  imports: [ProductModule, StockModule, OrderModule],
  controllers: [InventoryController],
  providers: [Inventory],
})
export class InventoryModule {}
