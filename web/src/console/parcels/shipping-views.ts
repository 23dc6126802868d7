import type { components } from '@hotdeal/client';

type Views = components['schemas'];

export type Shipment = Views['DeliveryView'];
export type ShipmentStatus = Shipment['status'];
export type Return = Views['ReturnView'];
export type ReturnStatus = Return['status'];

/** Together with others: what is held needs a decision of its own. */
export function canBeShipped({ status, held }: Shipment): boolean {
  return status === 'SHIPMENT_PREPARING' && !held;
}
