import { BelongsTo, IsId, IsListOf, IsWhole, MayBeLeftOut } from '#platform/http/body/fields';
import { PAYMENTS_FEATURE, SHIPPING_FEATURE } from '#order';

/** A hundred lines of a thousand units, each at the highest price. */
const MAX_POINTS = 1_000_000_000_000_000;

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

  @MayBeLeftOut()
  @BelongsTo(PAYMENTS_FEATURE)
  @IsWhole({ min: 0, max: MAX_POINTS })
  usePoints?: number;

  @MayBeLeftOut()
  @BelongsTo(PAYMENTS_FEATURE)
  @IsId()
  userCouponId?: number;

  @MayBeLeftOut()
  @BelongsTo(SHIPPING_FEATURE)
  @IsId()
  addressId?: number;
}

/** An order for one product. */
export class PlaceOneOrderDto extends OrderItemDto {
  @MayBeLeftOut()
  @BelongsTo(PAYMENTS_FEATURE)
  @IsWhole({ min: 0, max: MAX_POINTS })
  usePoints?: number;

  @MayBeLeftOut()
  @BelongsTo(PAYMENTS_FEATURE)
  @IsId()
  userCouponId?: number;

  @MayBeLeftOut()
  @BelongsTo(SHIPPING_FEATURE)
  @IsId()
  addressId?: number;
}
