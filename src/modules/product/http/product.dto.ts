import { CATEGORY_CODES } from '#product';
import { IsIds, IsOneOf, IsWhole } from '#platform/http/body/fields';
import { IsText, IsWebAddress } from '#platform/http/body/texts';
import { MAX_DESCRIPTION_LENGTH, MAX_NAME_LENGTH, type ProductDraft } from '../domain/product';

const MAX_PRICE = 10_000_000_000;
const MAX_IDS = 1_000;

/** All five fields of a product. */
export class ProductDraftDto implements ProductDraft {
  @IsText({ most: MAX_NAME_LENGTH, lines: 'one', example: '무선 이어폰' })
  readonly productName!: string;

  @IsText({ most: MAX_DESCRIPTION_LENGTH, lines: 'many', example: '노이즈 캔슬링, 30시간 재생' })
  readonly productDescription!: string;

  /** Of one unit, in won. */
  @IsWhole({ min: 1, max: MAX_PRICE })
  readonly productPrice!: number;

  @IsWebAddress({ most: 2_048, example: 'https://images.example.com/earphones.jpg' })
  readonly productImageUrl!: string;

  @IsOneOf(CATEGORY_CODES, { example: 'ELECTRONICS' })
  readonly productCategory!: string;
}

export class SearchProductsDto {
  @IsIds({ most: MAX_IDS })
  readonly productIds!: number[];
}
