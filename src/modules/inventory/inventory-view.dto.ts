import { ApiProperty } from '@nestjs/swagger';

const ID = { type: 'integer', format: 'int64', example: 1 } as const;
const UNITS = { type: 'integer', format: 'int64' } as const;

export class InventoryStatusView {
  @ApiProperty(ID)
  productId!: number;

  @ApiProperty({
    ...UNITS,
    description: '`available + setAside + reserved`: the units that no completed order has taken',
    example: 103,
  })
  onHand!: number;

  @ApiProperty({ ...UNITS, description: 'the units of orders that wait for their payment', example: 3 })
  reserved!: number;

  @ApiProperty({ ...UNITS, description: 'the units that can be ordered now', example: 100 })
  available!: number;

  @ApiProperty({ ...UNITS, description: 'the units that are kept for deals', example: 0 })
  setAside!: number;

  @ApiProperty({ ...UNITS, description: 'how many orders wait for units', example: 0 })
  waiting!: number;

  @ApiProperty({ type: 'string', format: 'date-time', description: "when it was read, by the database's clock" })
  asOf!: string;
}

export class InventorySyncView {
  @ApiProperty(ID)
  productId!: number;

  @ApiProperty({ ...UNITS, description: 'the quantity before', example: 12 })
  before!: number;

  @ApiProperty({ ...UNITS, description: 'the quantity afterwards: what the ledger says', example: 10 })
  after!: number;

  @ApiProperty({
    type: 'integer',
    description: 'how many orders that have ended still had units, which they have given back',
    example: 0,
  })
  releasedOrders!: number;
}

export class AvailabilityView {
  @ApiProperty(ID)
  productId!: number;

  @ApiProperty({ ...UNITS, description: 'how many units were asked for', example: 2 })
  quantity!: number;

  @ApiProperty({ description: 'whether an order for so many would find them now; nothing is reserved', example: true })
  available!: boolean;
}
