import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import type { Wish, WishedDeal } from '../cart.contract';
import type { ProductDetails } from '#product';

export class WishView implements Wish {
  @ApiProperty({ allOf: [{ $ref: getSchemaPath('ProductView') }], description: 'the product' })
  readonly product!: ProductDetails;

  @ApiProperty({ description: 'whether a unit is left', example: true })
  readonly available!: boolean;

  @ApiProperty({
    oneOf: [{ $ref: getSchemaPath('DealView') }, { type: 'null' }],
    description: 'its best deal that is running now',
  })
  readonly deal!: WishedDeal | null;

  @ApiProperty({ type: 'string', format: 'date-time', description: 'when it was marked' })
  readonly createdAt!: Date;
}
