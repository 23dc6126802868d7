import { Module } from '@nestjs/common';
import { provideSection } from '#platform/config/config';
import { CouponModule } from '../coupon/coupon.module';
import { EventModule } from '../event/event.module';
import { ProductModule } from '../product/product.module';
import { StockModule } from '../stock/stock.module';
import { UserModule } from '../user/user.module';
import { WalletModule } from '../wallet/wallet.module';
import { HttpOrderPlacement } from './http/http-order-placement';
import { OrderController } from './http/order.controller';
import { OrderQuoteController } from './http/order-quote.controller';
import { OrderClient } from './order-client.contract';
import { OrderConfig } from './order.config';
import { OrderPayments, PaymentTerms } from './order-payments.contract';
import { OrderPlacement, SalesFigures } from './order.contract';
import { OrderMetrics } from './order-metrics';
import { OrderAddresses } from './persistence/order-addresses';
import { OrderCancellation } from './persistence/order-cancellation';
import { OrderCompletion } from './persistence/order-completion';
import { OrderOutcomeChannel } from './persistence/order-outcome-channel';
import { EndedOrders } from './persistence/ended-orders';
import { LatestOrders } from './persistence/latest-orders';
import { OrderProgressWriter } from './persistence/order-progress-writer';
import { OrderQueries } from './persistence/order.queries';
import { OrderRepository } from './persistence/order.repository';
import { OrderStatusWriter } from './persistence/order-status-writer';
import { OrderTransitions } from './persistence/order-transitions';
import { PayableOrderCompletion } from './persistence/payable-order-completion';
import { PaymentAuthorizer } from './persistence/payment-authorizer';
import { PaymentReversals } from './persistence/payment-reversals';
import { PaymentSettler } from './persistence/payment-settler';
import { ReservationExpiry } from './persistence/reservation-expiry';
import { ReservedUnits } from './persistence/reserved-units';
import { ReplacementRepository } from './persistence/replacement.repository';
import { SalesByDay } from './persistence/sales-by-day';
import { SalesRecount } from './persistence/sales-recount';
import { SalesQueries } from './persistence/sales.queries';
import { UnpaidOrders } from './persistence/unpaid-orders';
import { BenefitReservations } from './use-cases/benefit-reservations';
import { BillOrder } from './use-cases/bill-order';
import { CancelOrder } from './use-cases/cancel-order';
import { ChooseAddress } from './use-cases/choose-address';
import { CreateOrder } from './use-cases/create-order';
import { ExpireReservations } from './use-cases/expire-reservations';
import { GiveStockBackWhenOrdersReleased } from './use-cases/give-stock-back-when-orders-released';
import { OrderAnswers } from './use-cases/order-client';
import { PayOrders } from './use-cases/order-payments';
import { PlaceOrder } from './use-cases/place-order';
import { QuoteOrder } from './use-cases/quote-order';
import { QuotePrices } from './use-cases/quote-prices';
import { ReleaseForgottenUnits } from './use-cases/release-forgotten-units';
import { ReplaceOrders } from './use-cases/replace-orders';
import { ReserveStockWhenOrdersPlacedToPay } from './use-cases/reserve-stock-when-orders-placed-to-pay';
import { KeepBenefits, ReleaseBenefits } from './use-cases/settle-benefits-when-orders-end';
import { ShowOrder, ShowOrderedProduct } from './use-cases/show-order';
import { TakeStockWhenOrdersPlaced } from './use-cases/take-stock-when-orders-placed';

/** Orders: quoted and stored, decided by the stock, completed, and cancelled on request. */
@Module({
  imports: [ProductModule, EventModule, StockModule, CouponModule, WalletModule, UserModule],
  controllers: [OrderController, OrderQuoteController],
  providers: [
    provideSection(OrderConfig),
    { provide: PaymentTerms, useExisting: OrderConfig },
    HttpOrderPlacement,
    { provide: OrderPlacement, useExisting: HttpOrderPlacement },
    PlaceOrder,
    CreateOrder,
    QuotePrices,
    QuoteOrder,
    BillOrder,
    ChooseAddress,
    ShowOrder,
    ShowOrderedProduct,
    CancelOrder,
    TakeStockWhenOrdersPlaced,
    GiveStockBackWhenOrdersReleased,
    ReserveStockWhenOrdersPlacedToPay,
    BenefitReservations,
    KeepBenefits,
    ReleaseBenefits,
    ExpireReservations,
    PayOrders,
    { provide: OrderPayments, useExisting: PayOrders },
    { provide: OrderClient, useClass: OrderAnswers },
    ReleaseForgottenUnits,
    ReplaceOrders,
    OrderAddresses,
    OrderRepository,
    ReplacementRepository,
    OrderStatusWriter,
    OrderTransitions,
    OrderCompletion,
    PayableOrderCompletion,
    OrderCancellation,
    OrderProgressWriter,
    EndedOrders,
    ReservedUnits,
    PaymentAuthorizer,
    PaymentReversals,
    PaymentSettler,
    ReservationExpiry,
    LatestOrders,
    OrderQueries,
    UnpaidOrders,
    SalesByDay,
    SalesRecount,
    { provide: SalesFigures, useClass: SalesQueries },
    OrderOutcomeChannel,
    OrderMetrics,
  ],
  exports: [OrderPlacement, SalesFigures, PaymentTerms, OrderPayments, OrderClient],
})
export class OrderModule {}
