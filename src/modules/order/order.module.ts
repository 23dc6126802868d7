import { Module } from '@nestjs/common';
import { EventModule } from '../event/event.module';
import { ProductModule } from '../product/product.module';
import { StockModule } from '../stock/stock.module';
import { OrderController } from './http/order.controller';
import { OrderDesk } from './http/order-desk';
import { OrderMetrics } from './order-metrics';
import { OrderSettlement } from './persistence/order-settlement';
import { OrderQueries } from './persistence/order.queries';
import { OrderRepository } from './persistence/order.repository';
import { SettledOrders } from './persistence/settled-orders';
import { AwaitDecision } from './use-cases/await-decision';
import { GiveStockBackWhenOrdersReleased } from './use-cases/give-stock-back-when-orders-released';
import { JudgePrices } from './use-cases/judge-prices';
import { PlaceOrder } from './use-cases/place-order';
import { TakeStockWhenOrdersPlaced } from './use-cases/take-stock-when-orders-placed';

/** A sale from top to bottom: judged, stored, decided by the stock, settled, and cancelled if need be. */
@Module({
  imports: [ProductModule, EventModule, StockModule],
  controllers: [OrderController],
  providers: [
    OrderDesk,
    JudgePrices,
    PlaceOrder,
    OrderRepository,
    TakeStockWhenOrdersPlaced,
    OrderSettlement,
    SettledOrders,
    GiveStockBackWhenOrdersReleased,
    AwaitDecision,
    OrderQueries,
    OrderMetrics,
  ],
})
export class OrderModule {}
