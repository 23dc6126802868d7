import { ApiProperty } from '@nestjs/swagger';
import { type FailureReason, ORDER_STATUSES, type OrderStatus, type PublicOrder, type PublicOrderItem } from '#order';
import { type Order, totalCount, totalPrice } from '../domain/order';

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

  @ApiProperty({ enum: ['INSUFFICIENT_STOCK', 'PRODUCT_UNAVAILABLE'], nullable: true, example: null })
  failureReason!: FailureReason | null;
}

export function orderView(order: Order): OrderView {
  return {
    orderId: order.orderId,
    userId: order.userId,
    items: order.lines.map((line) => ({
      productId: line.productId,
      ...(line.productVersion === null ? {} : { productVersion: line.productVersion }),
      productName: line.productName,
      quantity: line.quantity,
      originalPrice: line.originalPrice,
      productPrice: line.price,
      eventId: line.eventId,
      itemTotalPrice: line.quantity * line.price,
    })),
    totalOrderCount: totalCount(order.lines),
    totalOrderPrice: totalPrice(order.lines),
    orderDate: order.orderedAt.toISOString(),
    status: order.status,
    failureReason: order.failureReason,
  };
}
