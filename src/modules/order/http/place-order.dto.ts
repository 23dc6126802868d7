import { ArrayUnique } from 'class-validator';
import { IsId, IsListOf, IsWhole } from '#platform/http/body/fields';

export class OrderItemDto {
  @IsId()
  productId!: number;

  @IsWhole({ min: 1, max: 1000 })
  quantity!: number;
}

export class PlaceOrderDto {
  /** a product at most once */
  @ArrayUnique((item: Partial<OrderItemDto>) => item.productId, { message: 'must not hold a product twice' })
  @IsListOf(() => OrderItemDto, { least: 1, most: 100 })
  orderItems!: OrderItemDto[];
}
