import { ApiProperty } from '@nestjs/swagger';
import { IsIds } from '#platform/http/body/fields';

export class SubscribeDto {
  @IsIds({ most: 1000 })
  productIds!: number[];
}

export class SubscriptionView {
  @ApiProperty({ type: 'integer', format: 'int64', example: 42 })
  userId!: number;

  @ApiProperty({ type: 'integer', format: 'int64', example: 1 })
  productId!: number;
}
