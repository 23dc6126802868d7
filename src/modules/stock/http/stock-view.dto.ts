import { ApiProperty } from '@nestjs/swagger';
import { IsIds } from '#platform/http/body/fields';
import type { StockQuantity } from '../persistence/stock.queries';

export class SearchStocksDto {
  @IsIds({ most: 1000 })
  productIds!: number[];
}

export class StockView {
  @ApiProperty({ type: 'integer', format: 'int64', example: 1 })
  productId!: number;

  @ApiProperty({ type: 'integer', format: 'int64', example: 100 })
  quantity!: number;

  @ApiProperty({ example: true, description: '`quantity > 0`' })
  available!: boolean;

  @ApiProperty({
    example: false,
    description: 'orders are never refused for its stock; its quantity is 1,000,000,000 and does not change',
  })
  unlimited!: boolean;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, description: 'null: it never had stock' })
  lastUpdated!: string | null;
}

export function stockView({ productId, quantity, unlimited, lastUpdated }: StockQuantity): StockView {
  return { productId, quantity, available: quantity > 0, unlimited, lastUpdated: lastUpdated?.toISOString() ?? null };
}
