import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import type { Wish } from '#cart';
import type { PublicOrder } from '#order';
import type { Profile } from '#user';

const COUNT = { type: 'integer', minimum: 0 } as const;
/** A list of the views of another module. */
const listOf = (name: string) => ({ type: 'array', items: { $ref: getSchemaPath(name) } }) as const;

export class SummaryView {
  @ApiProperty({ allOf: [{ $ref: getSchemaPath('ProfileView') }], description: 'your profile' })
  readonly profile!: Profile;

  @ApiProperty({ ...listOf('OrderView'), description: 'the latest five, newest first' })
  readonly recentOrders!: readonly PublicOrder[];

  @ApiProperty({ ...listOf('WishView'), description: 'the latest five, newest first' })
  readonly recentWishes!: readonly Wish[];

  @ApiProperty({ ...COUNT, example: 3, description: 'how many products are in your cart' })
  readonly cartCount!: number;

  @ApiProperty({ ...COUNT, example: 1, description: 'how many coupons you can use now' })
  readonly usableCoupons!: number;

  @ApiProperty({ ...COUNT, format: 'int64', example: 40_000, description: 'how many points you can use now' })
  readonly points!: number;

  @ApiProperty({ ...COUNT, example: 1, description: 'how many of your notifications are unread' })
  readonly unread!: number;
}
