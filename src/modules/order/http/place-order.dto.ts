import { IsId, IsListOf, IsWhole, MayBeLeftOut } from '#platform/http/body/fields';

export class OrderItemDto {
  @IsId()
  productId!: number;

  @IsWhole({ min: 1, max: 1000 })
  quantity!: number;

  @MayBeLeftOut()
  @IsWhole({ min: 1, max: 10_000_000_000 })
  expectedPrice?: number;
}

export class PlaceOrderDto {
  /** a product at most once */
  @IsListOf(() => OrderItemDto, { least: 1, most: 100, unique: { field: 'productId', name: 'a product' } })
  orderItems!: OrderItemDto[];
}
