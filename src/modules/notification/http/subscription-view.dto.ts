import { ApiProperty } from '@nestjs/swagger';

export class SubscriptionView {
  @ApiProperty({ type: 'integer', format: 'int64', example: 42 })
  userId!: number;

  @ApiProperty({ type: 'integer', format: 'int64', example: 1 })
  productId!: number;
}
