import { ApiProperty } from '@nestjs/swagger';
import type { StockQuantity } from '../persistence/stock.queries';

export class StockView {
  @ApiProperty({ type: 'integer', format: 'int64', example: 1 })
  productId!: number;

  @ApiProperty({ type: 'integer', format: 'int64', example: 100 })
  quantity!: number;

  @ApiProperty({ example: true, description: '`quantity > 0`' })
  available!: boolean;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, description: 'null: it never had stock' })
  lastUpdated!: string | null;
}

/** A product that never had stock has none. */
export function stockView(productId: number, level: StockQuantity | undefined): StockView {
  const quantity = level?.quantity ?? 0;
  return { productId, quantity, available: quantity > 0, lastUpdated: level?.lastUpdated?.toISOString() ?? null };
}
