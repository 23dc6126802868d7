import { ApiProperty } from '@nestjs/swagger';
import { type PricedCart, type PricedLine, UNAVAILABLE_REASONS, type UnavailableReason } from '../use-cases/show-cart';

const INTEGER = { type: 'integer', format: 'int64' } as const;

export class CartItemView implements PricedLine {
  @ApiProperty({ ...INTEGER, example: 1 })
  readonly productId!: number;

  @ApiProperty({ example: '무선 이어폰' })
  readonly productName!: string;

  @ApiProperty({ format: 'uri', example: 'https://images.example.com/earphones.jpg' })
  readonly productImageUrl!: string;

  @ApiProperty({ ...INTEGER, example: 2 })
  readonly quantity!: number;

  @ApiProperty({ ...INTEGER, example: 129_000, description: 'the ordinary price of one unit' })
  readonly originalPrice!: number;

  @ApiProperty({
    ...INTEGER,
    example: 103_200,
    description: 'what an order would be charged now for one unit; for a deleted product, `priceSeen`',
  })
  readonly productPrice!: number;

  @ApiProperty({ ...INTEGER, nullable: true, example: 7, description: 'the hot deal that gives the price' })
  readonly eventId!: number | null;

  @ApiProperty({ ...INTEGER, example: 206_400 })
  readonly itemTotalPrice!: number;

  @ApiProperty({ description: 'whether it can be ordered now', example: true })
  readonly available!: boolean;

  @ApiProperty({
    type: 'string',
    enum: [...UNAVAILABLE_REASONS, null],
    nullable: true,
    description: 'why it cannot be ordered: no unit is left, or the product was deleted; null while it is available',
    example: null,
  })
  readonly reason!: UnavailableReason | null;

  @ApiProperty({ ...INTEGER, example: 129_000, description: 'the price of one unit when the item was last changed' })
  readonly priceSeen!: number;
}

export class CartView implements PricedCart {
  @ApiProperty({ type: [CartItemView], description: 'in the order in which they were added' })
  readonly items!: readonly CartItemView[];

  @ApiProperty({ ...INTEGER, example: 2, description: 'the sum of the quantities' })
  readonly totalCount!: number;

  @ApiProperty({
    ...INTEGER,
    example: 206_400,
    description: 'the sum of the items that are available, which is what an order of these would cost now',
  })
  readonly totalPrice!: number;

  @ApiProperty({ ...INTEGER, minimum: 0, example: 3, description: 'grows with every change of the cart' })
  readonly version!: number;
}
