import { Injectable } from '@nestjs/common';
import { OrderClient } from '#order-client';
import type { Shipment } from '../domain/shipment';
import { ShippingConfig } from '../shipping.config';
import { type DeliveryView, deliveryView } from './delivery-view.dto';

/** Shipments as the API shows them, with the addresses of their orders. */
@Injectable()
export class DeliveryViews {
  constructor(
    private readonly orders: OrderClient,
    private readonly config: ShippingConfig,
  ) {}

  async of(shipment: Shipment): Promise<DeliveryView> {
    const [view] = await this.allOf([shipment]);
    return view as DeliveryView;
  }

  async allOf(shipments: readonly Shipment[]): Promise<DeliveryView[]> {
    if (shipments.length === 0) return [];
    const orders = await this.orders.find(shipments.map(({ orderId }) => orderId));
    const addresses = new Map(orders.map(({ orderId, address }) => [orderId, address]));
    return shipments.map((shipment) => deliveryView(shipment, addresses.get(shipment.orderId) ?? null, this.config));
  }
}
