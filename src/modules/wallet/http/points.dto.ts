import { ApiProperty } from '@nestjs/swagger';
import { IsId, IsWhole, MayBeLeftOut } from '#platform/http/body/fields';
import type { WalletBalance } from '#wallet';
import { CHARGE_AMOUNT, type EntryKind, type ReferenceType, REFERENCES } from '../domain/ledger';
import type { HistoryEntry } from '../persistence/wallet.queries';

const INTEGER = { type: 'integer', format: 'int64' } as const;
const SHOWN_KINDS = ['CHARGE', 'CONSUME', 'SPEND', 'REFUND', 'ADJUST'] as const satisfies readonly EntryKind[];

export class ChargePointsDto {
  /** How many points are added. */
  @IsWhole(CHARGE_AMOUNT)
  readonly chargeAmount!: number;

  /** Whose points; you without it. Only an administrator can name another user. */
  @IsId()
  @MayBeLeftOut()
  readonly userId?: number;
}

export class PointsView {
  @ApiProperty({ ...INTEGER, example: 1 })
  readonly userId!: number;

  @ApiProperty({ ...INTEGER, minimum: 0, description: 'all points of the user', example: 50_000 })
  readonly balance!: number;

  @ApiProperty({
    ...INTEGER,
    minimum: 0,
    description: 'the part of them that is set aside for orders which are not completed yet',
    example: 10_000,
  })
  readonly reserved!: number;

  @ApiProperty({ ...INTEGER, minimum: 0, description: 'what can be used now', example: 40_000 })
  readonly available!: number;
}

class PointReferenceView {
  @ApiProperty({ enum: [...REFERENCES], description: 'what kind of thing it is' })
  readonly type!: ReferenceType;

  @ApiProperty({ ...INTEGER, description: 'the order, payment, refund, return or charge', example: 7 })
  readonly id!: number;
}

export class PointEntryView {
  @ApiProperty({ ...INTEGER, description: 'the entry; later entries of a user have higher numbers', example: 12 })
  readonly entryId!: number;

  @ApiProperty({
    enum: [...SHOWN_KINDS],
    description:
      '`CHARGE`: points were added; `CONSUME`: an order was completed that had reserved them; `SPEND`: a payment;' +
      ' `REFUND`: they came back; `ADJUST`: a correction',
  })
  readonly kind!: EntryKind;

  @ApiProperty({ ...INTEGER, description: 'what was added to the balance; negative: taken off', example: -10_000 })
  readonly amount!: number;

  @ApiProperty({ ...INTEGER, minimum: 0, description: 'the balance after it', example: 40_000 })
  readonly balanceAfter!: number;

  @ApiProperty({ type: () => PointReferenceView, description: 'why the balance changed' })
  readonly reference!: PointReferenceView;

  @ApiProperty({ type: 'string', format: 'date-time' })
  readonly createdAt!: string;
}

export function pointsView(userId: number, { balance, reserved, available }: WalletBalance): PointsView {
  return { userId, balance, reserved, available };
}

export function pointEntryView({ reference, referenceId, createdAt, ...entry }: HistoryEntry): PointEntryView {
  return { ...entry, reference: { type: reference, id: referenceId }, createdAt: createdAt.toISOString() };
}
