import { IsIds } from '#platform/http/body/fields';

export class SubscribeDto {
  @IsIds({ most: 1000 })
  productIds!: number[];
}
