import { ApiProperty } from '@nestjs/swagger';
import {
  CANCEL_REASONS,
  type CancelReason,
  FAILURE_REASONS,
  type FailureReason,
  ORDER_STAGES,
  ORDER_STATUSES,
  type OrderStage,
  type OrderStatus,
  type PublicOrder,
  type PublicOrderItem,
} from '#order';
import type { DeliveryAddress } from '#user';
import { type Order, type OrderLine, totalCount, totalPrice } from '../domain/order';
import type { OrderPayment } from '../domain/order-payment';
import { stageOf } from '../domain/stage';
import { DeliveryAddressView } from './delivery-address-view.dto';

const INTEGER = { type: 'integer', format: 'int64' } as const;

export class OrderItemView implements PublicOrderItem {
  @ApiProperty({ ...INTEGER, example: 1 })
  productId!: number;

  @ApiProperty({
    type: 'integer',
    required: false,
    example: 3,
    description: 'the version of the product that was ordered; left out of orders of earlier releases',
  })
  productVersion?: number;

  @ApiProperty({ example: '램프' })
  productName!: string;

  @ApiProperty({ ...INTEGER, example: 2 })
  quantity!: number;

  @ApiProperty({ ...INTEGER, example: 10000, description: 'the ordinary price of one unit' })
  originalPrice!: number;

  @ApiProperty({ ...INTEGER, example: 8000, description: 'the price charged per unit' })
  productPrice!: number;

  @ApiProperty({ ...INTEGER, nullable: true, example: 7, description: 'the hot deal that gave the price' })
  eventId!: number | null;

  @ApiProperty({ ...INTEGER, example: 16000 })
  itemTotalPrice!: number;

  @ApiProperty({ ...INTEGER, required: false, example: 1000, description: 'the part of this item in `discount`' })
  discountShare?: number;

  @ApiProperty({ ...INTEGER, required: false, example: 3000, description: 'the part of this item in `pointsUsed`' })
  pointsShare?: number;
}

export class OrderView implements PublicOrder {
  @ApiProperty({ ...INTEGER, example: 1 })
  orderId!: number;

  @ApiProperty({ ...INTEGER, example: 1 })
  userId!: number;

  @ApiProperty({ type: [OrderItemView] })
  items!: OrderItemView[];

  @ApiProperty({ ...INTEGER, example: 2, description: 'the sum of the quantities' })
  totalOrderCount!: number;

  @ApiProperty({ ...INTEGER, example: 16000 })
  totalOrderPrice!: number;

  @ApiProperty({ format: 'date-time', description: 'the instant by which the prices were judged' })
  orderDate!: string;

  @ApiProperty({ enum: ORDER_STATUSES, example: 'ORDER_BEFORE' })
  status!: OrderStatus;

  @ApiProperty({ enum: FAILURE_REASONS, nullable: true, example: null })
  failureReason!: FailureReason | null;

  @ApiProperty({
    enum: ORDER_STAGES,
    example: 'CREATED',
    description: 'how far the order, its payment and its goods have come',
  })
  stage!: OrderStage;

  @ApiProperty({ enum: CANCEL_REASONS, required: false, description: 'why it was cancelled' })
  cancelReason?: CancelReason;

  @ApiProperty({
    ...INTEGER,
    required: false,
    example: 7,
    description: 'the coupon of its buyer that it was placed with',
  })
  userCouponId?: number;

  @ApiProperty({ ...INTEGER, required: false, example: 1000, description: 'what the coupon takes off the order' })
  discount?: number;

  @ApiProperty({ ...INTEGER, required: false, example: 3000, description: 'the points that pay for a part of it' })
  pointsUsed?: number;

  @ApiProperty({
    ...INTEGER,
    required: false,
    example: 13000,
    description: 'what was left to pay when it was placed; of orders that are to be paid',
  })
  amountDue?: number;

  @ApiProperty({
    format: 'date-time',
    required: false,
    description: 'while it waits for its payment: until when its units are reserved',
  })
  payBy?: string;

  @ApiProperty({ format: 'date-time', required: false, description: 'when its payment was accepted' })
  paidAt?: string;

  @ApiProperty({
    ...INTEGER,
    required: false,
    description: 'the expired order in place of which a late payment has bought this one',
  })
  replacesOrderId?: number;

  @ApiProperty({
    ...INTEGER,
    required: false,
    description: 'the order that a late payment has bought in place of this expired one',
  })
  replacedByOrderId?: number;

  @ApiProperty({
    type: () => DeliveryAddressView,
    required: false,
    description: 'where it goes; left out where it was ordered without an address, and in lists',
  })
  deliveryAddress?: DeliveryAddressView;
}

export function orderView(order: Order, deliveryAddress?: DeliveryAddress): OrderView {
  const { payment } = order;
  return {
    orderId: order.orderId,
    userId: order.userId,
    items: itemViews(order.lines, payment),
    totalOrderCount: totalCount(order.lines),
    totalOrderPrice: totalPrice(order.lines),
    orderDate: order.orderedAt.toISOString(),
    status: order.status,
    failureReason: order.failureReason,
    stage: stageOf(order),
    ...(order.cancelReason === null ? {} : { cancelReason: order.cancelReason }),
    ...(payment === null ? {} : paymentFields(payment)),
    ...(deliveryAddress === undefined ? {} : { deliveryAddress }),
  };
}

/** The shares are left out where nothing is taken off. */
export function itemViews(lines: readonly OrderLine[], payment: OrderPayment | null | undefined): OrderItemView[] {
  return lines.map((line, index) => {
    const share = payment?.shares[index];
    return {
      productId: line.productId,
      ...(line.productVersion === null ? {} : { productVersion: line.productVersion }),
      productName: line.productName,
      quantity: line.quantity,
      originalPrice: line.originalPrice,
      productPrice: line.price,
      eventId: line.eventId,
      itemTotalPrice: line.quantity * line.price,
      ...(share === undefined ? {} : { discountShare: share.discount, pointsShare: share.points }),
    };
  });
}

function paymentFields({ bill, reservation, receipt, replacesOrderId, replacedByOrderId }: OrderPayment) {
  return {
    ...(bill.userCouponId === null ? {} : { userCouponId: bill.userCouponId, discount: bill.discount }),
    ...(bill.points === 0 ? {} : { pointsUsed: bill.points }),
    amountDue: bill.due,
    ...(reservation === null ? {} : { payBy: reservation.reservedUntil.toISOString() }),
    ...(receipt === null ? {} : { paidAt: receipt.paidAt.toISOString() }),
    ...(replacesOrderId === null ? {} : { replacesOrderId }),
    ...(replacedByOrderId === null ? {} : { replacedByOrderId }),
  };
}
