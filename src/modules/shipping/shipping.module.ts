import { Module } from '@nestjs/common';
import { provideSection } from '#platform/config/config';
import { OrderModule } from '../order/order.module';
import { DeliveryController } from './http/delivery.controller';
import { DeliveryViews } from './http/delivery-views';
import { ShipmentHolds } from './persistence/shipment-holds';
import { ShipmentMoves } from './persistence/shipment-moves';
import { ShipmentQueries } from './persistence/shipment.queries';
import { ShipmentRepository } from './persistence/shipment.repository';
import { ShippingPeriods } from './persistence/shipping-periods';
import { ShippingConfig } from './shipping.config';
import { ShippingClient } from './shipping.contract';
import { ShippingMetrics } from './shipping-metrics';
import { AdvanceShipments } from './use-cases/advance-shipments';
import { MoveShipmentByHand } from './use-cases/move-shipment-by-hand';
import { MoveShipments } from './use-cases/move-shipments';
import {
  CancelShipmentsWhenOrdersSettled,
  PrepareShipmentsWhenOrdersSettled,
} from './use-cases/prepare-shipments-when-orders-settled';
import { ReportShipments } from './use-cases/report-shipments';
import { SetShippingSwitchAtStart, ShippingSwitch } from './use-cases/shipping-switch';

/** Shipments of completed orders, and returns of their goods. */
@Module({
  imports: [OrderModule],
  controllers: [DeliveryController],
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
    ShippingMetrics,
  ],
  exports: [ShippingClient],
})
export class ShippingModule {}
