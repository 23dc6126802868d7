import { ApiProperty } from '@nestjs/swagger';
import { PERIODS, type Period } from './ranking-period';

const INTEGER = { type: 'integer', format: 'int64' } as const;

export class RankedProductView {
  @ApiProperty({
    type: 'integer',
    description: 'its place, from 1; of equal numbers of units, the newer product first',
  })
  rank!: number;

  @ApiProperty({ ...INTEGER, example: 1 })
  productId!: number;

  @ApiProperty({ example: '무선 이어폰' })
  productName!: string;

  @ApiProperty({ ...INTEGER, description: 'the ordinary price of one unit now, in won', example: 129_000 })
  productPrice!: number;

  @ApiProperty({ format: 'uri', example: 'https://images.example.com/earphones.jpg' })
  productImageUrl!: string;

  @ApiProperty({ ...INTEGER, description: 'units sold in these days, without cancelled orders', example: 42 })
  soldCount!: number;
}

export class RankingView {
  @ApiProperty({ enum: [...PERIODS, 'days'], description: 'the kind of period; `days` for best sellers' })
  period!: Period | 'days';

  @ApiProperty({ format: 'date', description: "the first day, in the shop's time zone", example: '2025-07-14' })
  from!: string;

  @ApiProperty({ format: 'date', description: 'the last day, which belongs to the period', example: '2025-07-20' })
  to!: string;

  @ApiProperty({ type: 'string', format: 'date-time', description: 'when the units were counted' })
  asOf!: Date;

  @ApiProperty({ type: [RankedProductView] })
  items!: RankedProductView[];
}
