import { OptionalBody } from '#platform/http/body/body-validation';
import { IsId, IsListOf, IsWhole, MayBeLeftOut } from '#platform/http/body/fields';
import { IsText } from '#platform/http/body/texts';
import { MAX_REASON } from '../domain/return';

export class ReturnItemDto {
  @IsId()
  readonly productId!: number;

  @IsWhole({ min: 1, max: 1000 })
  readonly quantity!: number;
}

@OptionalBody()
export class RequestReturnDto {
  /** The units that come back; without it, all that have not come back yet. */
  @MayBeLeftOut()
  @IsListOf(() => ReturnItemDto, { least: 1, most: 100, unique: { field: 'productId', name: 'a product' } })
  readonly items?: ReturnItemDto[];

  /** Why they come back, for the shop. */
  @MayBeLeftOut()
  @IsText({ most: MAX_REASON, lines: 'many', example: '색상이 화면과 달라요' })
  readonly reason?: string;
}
