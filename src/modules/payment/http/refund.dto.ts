import { IsOneOf } from '#platform/http/body/fields';
import { IsText } from '#platform/http/body/texts';
import { MAX_NOTE, SETTLED_AS, type SettledAs } from '../domain/refund';

export class SettleRefundDto {
  @IsOneOf(SETTLED_AS)
  readonly as!: SettledAs;

  @IsText({ most: MAX_NOTE, lines: 'many', example: '고객 계좌로 직접 이체했어요.' })
  readonly note!: string;
}
