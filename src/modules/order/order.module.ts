import { Module } from '@nestjs/common';
import { provideSection } from '#platform/config/config';
import { EventModule } from '../event/event.module';
import { ProductModule } from '../product/product.module';
import { StockModule } from '../stock/stock.module';
import { HttpOrderPlacement } from './http/http-order-placement';
import { OrderController } from './http/order.controller';
import { OrderConfig } from './order.config';
import { PaymentTerms } from './order-payments.contract';
import { OrderPlacement, SalesFigures } from './order.contract';
import { OrderMetrics } from './order-metrics';
import { OrderCompletion } from './persistence/order-completion';
import { OrderOutcomeChannel } from './persistence/order-outcome-channel';
import { LatestOrders } from './persistence/latest-orders';
import { OrderQueries } from './persistence/order.queries';
import { OrderRepository } from './persistence/order.repository';
import { SalesByDay } from './persistence/sales-by-day';
import { SalesRecount } from './persistence/sales-recount';
import { SalesQueries } from './persistence/sales.queries';
import { CancelOrder } from './use-cases/cancel-order';
import { CreateOrder } from './use-cases/create-order';
import { GiveStockBackWhenOrdersReleased } from './use-cases/give-stock-back-when-orders-released';
import { PlaceOrder } from './use-cases/place-order';
import { QuotePrices } from './use-cases/quote-prices';
import { ShowOrder, ShowOrderedProduct } from './use-cases/show-order';
import { TakeStockWhenOrdersPlaced } from './use-cases/take-stock-when-orders-placed';

/** Orders: quoted and stored, decided by the stock, completed, and cancelled on request. */
@Module({
  imports: [ProductModule, EventModule, StockModule],
  controllers: [OrderController],
  providers: [
    provideSection(OrderConfig),
    { provide: PaymentTerms, useExisting: OrderConfig },
    HttpOrderPlacement,
    { provide: OrderPlacement, useExisting: HttpOrderPlacement },
    PlaceOrder,
    CreateOrder,
    QuotePrices,
    ShowOrder,
    ShowOrderedProduct,
    CancelOrder,
    TakeStockWhenOrdersPlaced,
    GiveStockBackWhenOrdersReleased,
    OrderRepository,
    OrderCompletion,
    LatestOrders,
    OrderQueries,
    SalesByDay,
    SalesRecount,
    { provide: SalesFigures, useClass: SalesQueries },
    OrderOutcomeChannel,
    OrderMetrics,
  ],
  exports: [OrderPlacement, SalesFigures, PaymentTerms],
})
export class OrderModule {}
