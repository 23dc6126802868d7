import { Module } from '@nestjs/common';
import { provideSection } from '#platform/config/config';
import { OrderModule } from '../order/order.module';
import { StockModule } from '../stock/stock.module';
import { DeliveryController } from './http/delivery.controller';
import { DeliveryViews } from './http/delivery-views';
import { ReturnController } from './http/return.controller';
import { ReturnEndings } from './persistence/return-endings';
import { ReturnQueries } from './persistence/return.queries';
import { ReturnRepository } from './persistence/return.repository';
import { ShipmentHolds } from './persistence/shipment-holds';
import { ShipmentMoves } from './persistence/shipment-moves';
import { ShipmentQueries } from './persistence/shipment.queries';
import { ShipmentRepository } from './persistence/shipment.repository';
import { ShippingPeriods } from './persistence/shipping-periods';
import { ReturnMetrics } from './return-metrics';
import { ShippingConfig } from './shipping.config';
import { ShippingClient } from './shipping.contract';
import { ShippingMetrics } from './shipping-metrics';
import { AdvanceShipments } from './use-cases/advance-shipments';
import { CompleteReturns } from './use-cases/complete-returns';
import { EndReturn } from './use-cases/end-return';
import { MoveShipmentByHand } from './use-cases/move-shipment-by-hand';
import { MoveShipments } from './use-cases/move-shipments';
import {
  CancelShipmentsWhenOrdersSettled,
  PrepareShipmentsWhenOrdersSettled,
} from './use-cases/prepare-shipments-when-orders-settled';
import { ReportShipments } from './use-cases/report-shipments';
import { RequestReturn } from './use-cases/request-return';
import { SetShippingSwitchAtStart, ShippingSwitch } from './use-cases/shipping-switch';
import { RestockReturns, SendReturnProgress } from './use-cases/work-off-returns';

/** Shipments of completed orders, and returns of their goods. */
@Module({
  imports: [OrderModule, StockModule],
  controllers: [DeliveryController, ReturnController],
  providers: [
    provideSection(ShippingConfig),
    PrepareShipmentsWhenOrdersSettled,
    CancelShipmentsWhenOrdersSettled,
    AdvanceShipments,
    MoveShipments,
    MoveShipmentByHand,
    ReportShipments,
    ShippingSwitch,
    SetShippingSwitchAtStart,
    ShipmentRepository,
    ShipmentMoves,
    ShipmentQueries,
    ShippingPeriods,
    { provide: ShippingClient, useClass: ShipmentHolds },
    DeliveryViews,
    RequestReturn,
    EndReturn,
    CompleteReturns,
    SendReturnProgress,
    RestockReturns,
    ReturnRepository,
    ReturnEndings,
    ReturnQueries,
    ReturnMetrics,
    ShippingMetrics,
  ],
  exports: [ShippingClient],
})
export class ShippingModule {}
