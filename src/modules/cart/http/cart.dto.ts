import { BelongsTo, IsId, IsIds, IsListOf, IsWhole, MayBeLeftOut } from '#platform/http/body/fields';
import { PAYMENTS_FEATURE, SHIPPING_FEATURE } from '#order';
import { MAX_LINES, MAX_UNITS } from '../domain/cart';

/** A hundred lines of a thousand units, each at the highest price. */
const MAX_TOTAL = 1_000_000_000_000_000;

export class CartItemDto {
  @IsId()
  readonly productId!: number;

  @IsWhole({ min: 1, max: MAX_UNITS })
  readonly quantity!: number;
}

export class CartQuantityDto {
  @IsWhole({ min: 1, max: MAX_UNITS })
  readonly quantity!: number;
}

export class MergeCartDto {
  /** a product at most once */
  @IsListOf(() => CartItemDto, { least: 1, most: MAX_LINES, unique: { field: 'productId', name: 'a product' } })
  readonly items!: CartItemDto[];
}

export class OrderCartDto {
  /** Only these products of the cart; without it, all. */
  @MayBeLeftOut()
  @IsIds({ most: MAX_LINES })
  readonly productIds?: number[];

  /** The total that the buyer was shown: an order that would cost more is refused. */
  @MayBeLeftOut()
  @IsWhole({ min: 1, max: MAX_TOTAL })
  readonly expectedTotal?: number;

  @MayBeLeftOut()
  @BelongsTo(PAYMENTS_FEATURE)
  @IsWhole({ min: 0, max: MAX_TOTAL })
  readonly usePoints?: number;

  @MayBeLeftOut()
  @BelongsTo(PAYMENTS_FEATURE)
  @IsId()
  readonly userCouponId?: number;

  @MayBeLeftOut()
  @BelongsTo(SHIPPING_FEATURE)
  @IsId()
  readonly addressId?: number;
}
