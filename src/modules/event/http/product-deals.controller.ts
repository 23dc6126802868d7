import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers } from '#platform/http/api-answers';
import { IdParam } from '#platform/http/parameters/ids';
import { QueryChoice } from '#platform/http/parameters/query';
import { Reader } from '#platform/security/access';
import { PRODUCT_DEAL_STATUSES, type ProductDealStatus } from '../persistence/offer.queries';
import { ShowDeals } from '../use-cases/show-deals';
import { ListedDealView, listedDealView } from './deal-view.dto';

@ApiTags('events')
@Controller('products')
export class ProductDealsController {
  constructor(private readonly deals: ShowDeals) {}

  /** The upcoming and active deals of one product. The soonest start comes first; at most a hundred. */
  @Get(':productId/deals')
  @Reader()
  @ApiAnswers(200, [ListedDealView], { errors: ['PRODUCT_NOT_FOUND'] })
  async list(
    @IdParam('productId') productId: number,
    @QueryChoice('status', PRODUCT_DEAL_STATUSES) status: ProductDealStatus | undefined,
  ): Promise<ListedDealView[]> {
    return (await this.deals.ofProduct(productId, status)).map(listedDealView);
  }
}
