import { Controller, Get } from '@nestjs/common';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import { ApiAnswers, pageOf } from '#platform/http/api-answers';
import { invalidField } from '#platform/http/invalid';
import { Page, type Paged, type PageRequest, readPage } from '#platform/http/parameters/page';
import { AdminOnly } from '#platform/security/access';
import { isDay } from '#platform/timing/zoned-time';
import { type Difference, DIFFERENCE_KINDS, type DifferenceKind } from '../domain/day-comparison';
import { type ReconciliationRun, ReconciliationRuns } from '../persistence/reconciliation-runs';

const INTEGER = { type: 'integer', format: 'int64' } as const;
const INSTANT = { type: 'string', format: 'date-time' } as const;

class DifferenceView implements Difference {
  @ApiProperty({
    enum: DIFFERENCE_KINDS,
    description:
      '`…_UNKNOWN`: of a payment that is none of ours, or under another key; `…_MISSED`: it was there and not here; `…_ABSENT`: it is here and not there; `AMOUNT_DIFFERS`: what is kept there is not what is kept here',
  })
  readonly kind!: DifferenceKind;

  @ApiProperty({ ...INTEGER, nullable: true, description: 'null: the payment is none of ours', example: 1 })
  readonly paymentId!: number | null;

  @ApiProperty({ ...INTEGER, nullable: true, example: 1 })
  readonly refundId!: number | null;

  @ApiProperty({ description: "the shop's name of the payment at the provider", example: 'hd-2s-Qm9vX1k3Zw' })
  readonly providerOrderId!: string;

  @ApiProperty({ type: 'string', nullable: true, description: "the provider's name of the payment" })
  readonly providerKey!: string | null;

  @ApiProperty({ type: 'string', nullable: true, description: "the provider's name of the capture or cancel" })
  readonly reference!: string | null;

  @ApiProperty({ ...INTEGER, description: 'the amount in the books of the shop', example: 40_000 })
  readonly amountHere!: number;

  @ApiProperty({ ...INTEGER, description: 'the amount in the books of the provider', example: 40_000 })
  readonly amountThere!: number;

  @ApiProperty({ description: 'ISO 4217', example: 'KRW' })
  readonly currency!: string;

  @ApiProperty({ description: 'whether the look that followed has stored here what is true there' })
  readonly isMended!: boolean;
}

class ReconciliationView {
  @ApiProperty({ description: 'whose list was compared', example: 'toss' })
  readonly provider!: string;

  @ApiProperty({ type: 'string', format: 'date', description: "in the shop's time zone", example: '2026-11-30' })
  readonly day!: string;

  @ApiProperty({ enum: ['DUE', 'DONE'], description: 'DUE: it is compared at `dueAt`' })
  readonly status!: 'DUE' | 'DONE';

  @ApiProperty({ ...INSTANT, nullable: true, description: 'when it is compared next; null: it is DONE' })
  readonly dueAt!: string | null;

  @ApiProperty({ type: 'integer', description: 'how often it was begun', example: 1 })
  readonly attempts!: number;

  @ApiProperty({ ...INSTANT, nullable: true, description: 'when it was compared; null: not yet' })
  readonly completedAt!: string | null;

  @ApiProperty({ type: 'integer', description: 'entries of the list', example: 120 })
  readonly transactions!: number;

  @ApiProperty({ type: 'integer', description: 'how many differences were found', example: 0 })
  readonly differences!: number;

  @ApiProperty({ type: [DifferenceView], description: 'the first 1000 of them' })
  readonly findings!: readonly DifferenceView[];

  @ApiProperty({ type: 'string', nullable: true, description: 'why the last attempt was given up' })
  readonly failure!: string | null;
}

@ApiTags('payments')
@AdminOnly()
@Controller('payments/reconciliations')
export class ReconciliationController {
  constructor(private readonly runs: ReconciliationRuns) {}

  /** What comparing each day with the lists of the payment providers has found, the last day first. */
  @Get()
  @ApiAnswers(200, pageOf(ReconciliationView))
  async list(@Page() request: PageRequest): Promise<Paged<ReconciliationView>> {
    const page = await readPage(
      request,
      ['string', 'string'],
      (after, limit) => this.runs.list(after && positionOf(after), limit),
      ({ day, provider }) => [day, provider],
    );
    return { ...page, items: page.items.map(viewOf) };
  }
}

function positionOf([day, provider]: readonly [string, string]): { readonly day: string; readonly provider: string } {
  if (isDay(day) && /^[!-~]{1,20}$/.test(provider)) return { day, provider };
  throw invalidField('cursor', 'NOT_A_CURSOR', 'must be a nextCursor of this list');
}

function viewOf({ state, dueAt, completedAt, ...run }: ReconciliationRun): ReconciliationView {
  return {
    ...run,
    status: state,
    dueAt: dueAt?.toISOString() ?? null,
    completedAt: completedAt?.toISOString() ?? null,
  };
}
