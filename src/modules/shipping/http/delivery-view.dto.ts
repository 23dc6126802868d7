import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import type { DeliveryAddress } from '#order-client';
import { SHIPMENT_STATES, type ShipmentState } from '#shipping';
import type { Shipment } from '../domain/shipment';
import type { ShipmentStatistics } from '../persistence/shipment.queries';
import { BULK_OUTCOMES, type BulkOutcome } from '../use-cases/move-shipment-by-hand';

const INTEGER = { type: 'integer', format: 'int64' } as const;
const INSTANT = { type: 'string', format: 'date-time' } as const;

export class DeliveryView {
  @ApiProperty({ ...INTEGER, description: 'the same number as `orderId`', example: 1 })
  readonly deliveryId!: number;

  @ApiProperty({ ...INTEGER, example: 1 })
  readonly orderId!: number;

  @ApiProperty({
    enum: SHIPMENT_STATES,
    description:
      '`SHIPMENT_PREPARING`: the order can still be cancelled; `SHIPPED`: it has left; `DELIVERED`; `CANCELLED`: the order was cancelled before anything left',
  })
  readonly status!: ShipmentState;

  @ApiProperty({ example: 'HD1-7KQ2M9XR4T' })
  readonly trackingNumber!: string;

  @ApiProperty({ description: 'who carries the parcel', example: 'HotDeal Delivery' })
  readonly courierCompany!: string;

  @ApiProperty({ ...INSTANT, description: 'since when it is being prepared' })
  readonly startedAt!: string;

  @ApiProperty({ ...INSTANT, nullable: true, description: 'when it has left' })
  readonly shippedAt!: string | null;

  @ApiProperty({ ...INSTANT, nullable: true, description: 'when it was delivered' })
  readonly completedAt!: string | null;

  @ApiProperty({ ...INSTANT, nullable: true, description: 'when it will probably arrive; null: not known, or over' })
  readonly estimatedArrival!: string | null;

  @ApiProperty({
    ...INSTANT,
    nullable: true,
    description: 'until when its units can be returned, also when that is over; null: it has not been delivered',
  })
  readonly returnableUntil!: string | null;

  @ApiProperty({ description: 'the state in a sentence', example: 'The parcel is being prepared.' })
  readonly lastStatusMessage!: string;

  @ApiProperty({
    oneOf: [{ $ref: getSchemaPath('DeliveryAddressView') }, { type: 'null' }],
    description: 'where it goes; null: the order was placed without an address',
  })
  readonly address!: DeliveryAddress | null;

  @ApiProperty({ description: 'whether it waits until an administrator ships it', example: false })
  readonly held!: boolean;
}

export class ShippedOrderView implements BulkOutcome {
  @ApiProperty({ ...INTEGER, example: 1 })
  readonly orderId!: number;

  @ApiProperty({
    enum: BULK_OUTCOMES,
    description:
      '`SHIPPED`: it has left, now or before; `HELD`: it waits for a decision about this order alone; `CANCELLED`: nothing leaves any more; `NOT_FOUND`: there is no delivery of this order',
  })
  readonly outcome!: BulkOutcome['outcome'];
}

class DeliveryCountsView implements Record<ShipmentState, number> {
  @ApiProperty({ ...INTEGER, description: 'being prepared', example: 12 })
  readonly SHIPMENT_PREPARING!: number;

  @ApiProperty({ ...INTEGER, description: 'on their way', example: 40 })
  readonly SHIPPED!: number;

  @ApiProperty({ ...INTEGER, description: 'delivered', example: 2_310 })
  readonly DELIVERED!: number;

  @ApiProperty({ ...INTEGER, description: 'of orders that were cancelled before anything left', example: 7 })
  readonly CANCELLED!: number;
}

export class DeliveryStatisticsView {
  @ApiProperty(INSTANT)
  readonly asOf!: string;

  @ApiProperty({ type: DeliveryCountsView, description: 'how many deliveries are in each state' })
  readonly counts!: DeliveryCountsView;
}

export function deliveryStatisticsView({ asOf, counts }: ShipmentStatistics): DeliveryStatisticsView {
  return { asOf: asOf.toISOString(), counts };
}

const MESSAGES: Readonly<Record<ShipmentState, string>> = {
  SHIPMENT_PREPARING: 'The parcel is being prepared.',
  SHIPPED: 'The parcel is on its way.',
  DELIVERED: 'The parcel has been delivered.',
  CANCELLED: 'The order was cancelled before the parcel was shipped.',
};

interface DeliveryTerms {
  /** how long a parcel is on its way; null: that is not known */
  readonly deliverAfterMs: number | null;
  /** how long after its delivery it can be returned */
  readonly returnWithinMs: number;
}

export function deliveryView(
  shipment: Shipment,
  address: DeliveryAddress | null,
  { deliverAfterMs, returnWithinMs }: DeliveryTerms,
): DeliveryView {
  const { deliveredAt } = shipment;
  return {
    deliveryId: shipment.orderId,
    orderId: shipment.orderId,
    status: shipment.state,
    trackingNumber: shipment.trackingNumber,
    courierCompany: shipment.courier,
    startedAt: shipment.startedAt.toISOString(),
    shippedAt: shipment.shippedAt?.toISOString() ?? null,
    completedAt: deliveredAt?.toISOString() ?? null,
    estimatedArrival: arrivalOf(shipment, deliverAfterMs)?.toISOString() ?? null,
    returnableUntil: deliveredAt && new Date(deliveredAt.getTime() + returnWithinMs).toISOString(),
    lastStatusMessage: MESSAGES[shipment.state],
    address: address && { ...address },
    held: shipment.held,
  };
}

function arrivalOf({ state, dueAt, held }: Shipment, deliverAfterMs: number | null): Date | undefined {
  if (dueAt === null || held) return undefined;
  if (state === 'SHIPPED') return dueAt;
  return deliverAfterMs === null ? undefined : new Date(dueAt.getTime() + deliverAfterMs);
}
