import { IsIds } from '#platform/http/body/fields';

export class SearchStocksDto {
  @IsIds({ most: 1000 })
  productIds!: number[];
}
