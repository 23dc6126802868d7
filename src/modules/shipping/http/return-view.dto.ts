import { ApiProperty } from '@nestjs/swagger';
import { RETURN_STATES, type ReturnState } from '#shipping';
import type { StoredReturn } from '../persistence/return.queries';

const INTEGER = { type: 'integer', format: 'int64' } as const;
const INSTANT = { type: 'string', format: 'date-time' } as const;

export class ReturnItemView {
  @ApiProperty({ ...INTEGER, example: 1 })
  readonly productId!: number;

  @ApiProperty({ type: 'integer', description: 'how many units come back', example: 1 })
  readonly quantity!: number;

  @ApiProperty({ ...INTEGER, description: 'the money that is paid back for them', example: 38_000 })
  readonly refundMoney!: number;

  @ApiProperty({ ...INTEGER, description: 'the points of the order that come back for them', example: 2_000 })
  readonly refundPoints!: number;
}

export class ReturnView {
  @ApiProperty({ ...INTEGER, example: 1 })
  readonly returnId!: number;

  @ApiProperty({ ...INTEGER, example: 1 })
  readonly orderId!: number;

  @ApiProperty({
    enum: RETURN_STATES,
    description:
      'RETURN_REQUESTED: the shop waits for the units; RETURNED: they are back, and so are money and points; REJECTED: the' +
      ' shop did not accept it, and its units can be returned again',
  })
  readonly status!: ReturnState;

  @ApiProperty({ type: [ReturnItemView] })
  readonly items!: readonly ReturnItemView[];

  @ApiProperty(INSTANT)
  readonly requestedAt!: string;

  @ApiProperty({ ...INSTANT, nullable: true, description: 'when it was completed or rejected' })
  readonly completedAt!: string | null;

  @ApiProperty({ type: 'string', nullable: true, description: 'why the units come back, in the words of the buyer' })
  readonly reason!: string | null;
}

export function returnView(stored: StoredReturn): ReturnView {
  return {
    returnId: stored.returnId,
    orderId: stored.orderId,
    status: stored.state,
    items: stored.lines.map(({ productId, quantity, money, points }) => ({
      ...{ productId, quantity, refundMoney: money, refundPoints: points },
    })),
    requestedAt: stored.requestedAt.toISOString(),
    completedAt: stored.completedAt?.toISOString() ?? null,
    reason: stored.reason,
  };
}
