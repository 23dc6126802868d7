import { Module } from '@nestjs/common';
import { EventModule } from '../event/event.module';
import { ProductModule } from '../product/product.module';
import { StockModule } from '../stock/stock.module';
import { OrderController } from './http/order.controller';
import { OrderService } from './use-cases/order.service';
import { OrderMetrics } from './order-metrics';
import { OrderCompletion } from './persistence/order-completion';
import { OrderQueries } from './persistence/order.queries';
import { OrderRepository } from './persistence/order.repository';
import { OrderOutcomeChannel } from './persistence/order-outcome-channel';
import { AwaitOutcome } from './use-cases/await-outcome';
import { GiveStockBackWhenOrdersReleased } from './use-cases/give-stock-back-when-orders-released';
import { QuotePrices } from './use-cases/quote-prices';
import { PlaceOrder } from './use-cases/place-order';
import { TakeStockWhenOrdersPlaced } from './use-cases/take-stock-when-orders-placed';

/** A sale from top to bottom: judged, stored, decided by the stock, settled, and cancelled if need be. */
@Module({
  imports: [ProductModule, EventModule, StockModule],
  controllers: [OrderController],
  providers: [
    OrderService,
    QuotePrices,
    PlaceOrder,
    OrderRepository,
    TakeStockWhenOrdersPlaced,
    OrderCompletion,
    OrderOutcomeChannel,
    GiveStockBackWhenOrdersReleased,
    AwaitOutcome,
    OrderQueries,
    OrderMetrics,
  ],
})
export class OrderModule {}
