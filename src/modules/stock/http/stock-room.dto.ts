import { ApiProperty } from '@nestjs/swagger';
import { MOVEMENT_KINDS, type MovementKind, type StockMovement } from '../domain/movement';
import { StockView } from './stock-view.dto';

const ID = { type: 'integer', format: 'int64', example: 1 } as const;

export class ListedStockView extends StockView {
  @ApiProperty({ example: '무선 이어폰' })
  productName!: string;
}

export class StockMovementView {
  @ApiProperty({ ...ID, description: 'the movement; later ones have higher numbers' })
  movementId!: number;

  @ApiProperty({
    enum: MOVEMENT_KINDS,
    description:
      '`ORDER`: taken by an order; `CANCEL`: given back by it; `RETURN`: came back after delivery; `INCREASE`, `RESET`: by an administrator',
  })
  kind!: MovementKind;

  @ApiProperty({ type: 'integer', format: 'int64', description: 'by how many units', example: -2 })
  delta!: number;

  @ApiProperty({ ...ID, nullable: true, description: 'null: an administrator did it' })
  orderId!: number | null;

  @ApiProperty({ ...ID, nullable: true, description: 'null: it is not of kind `RETURN`' })
  returnId!: number | null;

  @ApiProperty({ format: 'date-time', description: 'when it was stored' })
  movedAt!: string;
}

export function movementView({ movedAt, ...movement }: StockMovement): StockMovementView {
  return { ...movement, movedAt: movedAt.toISOString() };
}
