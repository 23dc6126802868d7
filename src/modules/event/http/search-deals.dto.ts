import { IsIds } from '#platform/http/body/fields';

const MOST_IDS = 1_000;

export class SearchDealsDto {
  @IsIds({ most: MOST_IDS })
  readonly productIds!: number[];
}
