import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers, pageOf } from '#platform/http/api-answers';
import { IdParam } from '#platform/http/parameters/ids';
import { Page, type Paged, type PageRequest, readPage } from '#platform/http/parameters/page';
import { AdminOnly } from '#platform/security/access';
import { productNotFound } from '../domain/product';
import { ProductVersionQueries } from '../persistence/product-versions';
import { ProductVersionView } from './product-view.dto';

@ApiTags('products')
@Controller('products')
@AdminOnly()
export class ProductVersionController {
  constructor(private readonly versions: ProductVersionQueries) {}

  /** The versions of a product, newest first, also of a deleted one. The first one is the current version. */
  @Get(':productId/versions')
  @ApiAnswers(200, pageOf(ProductVersionView), { errors: ['PRODUCT_NOT_FOUND'] })
  list(@IdParam('productId') productId: number, @Page() page: PageRequest): Promise<Paged<ProductVersionView>> {
    return readPage(
      page,
      ['number'],
      async (after, limit) => {
        const versions = await this.versions.list(productId, after?.[0] ?? Number.MAX_SAFE_INTEGER, limit);
        if (versions === undefined) throw productNotFound(productId);
        return versions;
      },
      ({ productVersion }) => [productVersion],
    );
  }
}
