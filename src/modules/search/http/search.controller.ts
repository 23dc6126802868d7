import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers, pageOf } from '#platform/http/api-answers';
import { CurrentRequester } from '#platform/http/parameters/caller';
import { Page, type PageRequest } from '#platform/http/parameters/page';
import type { Requester } from '#platform/limits/bulkhead';
import { Reader } from '#platform/security/access';
import type { SearchFilter, Sort } from '../domain/search-query';
import { type CountedPage, SearchProducts } from '../use-cases/search-products';
import { ProductFilter, ProductSort } from './product-list-query';

@ApiTags('products')
@Controller('products')
@Reader()
export class SearchController {
  constructor(private readonly searcher: SearchProducts) {}

  /**
   * Products, filtered and sorted. It shows a change after two seconds at most. Pages neither repeat nor skip a product
   * while others are added.
   */
  @Get()
  @ApiAnswers(200, pageOf('ProductView', { total: true }))
  list(
    @ProductFilter() filter: SearchFilter,
    @ProductSort() sort: Sort,
    @Page() page: PageRequest,
    @CurrentRequester() requester: Requester,
  ): Promise<CountedPage> {
    return this.searcher.execute({ filter, sort, page }, requester);
  }
}
