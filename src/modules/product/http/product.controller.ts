import { Body, Controller, Delete, Get, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { MANY_IDS_KIB, MaxBody } from '#platform/http/body/body-limit';
import { ApiAnswers } from '#platform/http/api-answers';
import { IdempotencyKey, type RequestKey } from '#platform/http/idempotency/request-key';
import { IdParam } from '#platform/http/parameters/ids';
import { AdminOnly, Reader } from '#platform/security/access';
import { CATEGORIES } from '../domain/category';
import { ProductQueries } from '../persistence/product.queries';
import { CreateProduct, DeleteProduct, ReplaceProduct } from '../use-cases/change-product';
import { ShowProduct } from '../use-cases/show-product';
import { CategoryView, ProductView } from './product-view.dto';
import { ProductDraftDto, SearchProductsDto } from './product.dto';

@ApiTags('products')
@Controller('products')
@Reader()
export class ReadProductController {
  constructor(
    private readonly queries: ProductQueries,
    private readonly shower: ShowProduct,
  ) {}

  /** All categories, in the order in which a shop shows them. */
  @Get('categories')
  @ApiAnswers(200, [CategoryView])
  categories(): readonly CategoryView[] {
    return CATEGORIES;
  }

  /** The products with these ids, in this order. Ids that do not exist are left out. */
  @Post('search-product')
  @ApiAnswers(200, [ProductView])
  @MaxBody(MANY_IDS_KIB)
  search(@Body() { productIds }: SearchProductsDto): Promise<ProductView[]> {
    return this.queries.findAll(productIds);
  }

  /** One product. */
  @Get(':productId')
  @ApiAnswers(200, ProductView, { errors: ['PRODUCT_NOT_FOUND'] })
  show(@IdParam('productId') productId: number): Promise<ProductView> {
    return this.shower.execute(productId);
  }
}

@ApiTags('products')
@Controller('products')
@AdminOnly()
export class ChangeProductController {
  constructor(
    private readonly creator: CreateProduct,
    private readonly replacer: ReplaceProduct,
    private readonly deleter: DeleteProduct,
  ) {}

  /** Creates a product. */
  @Post()
  @ApiAnswers(201, ProductView, {
    location: '/api/products/{productId}',
    errors: ['PRODUCT_NOT_FOUND', 'IDEMPOTENCY_IN_PROGRESS', 'IDEMPOTENCY_KEY_REUSED'],
  })
  @MaxBody(64)
  create(@IdempotencyKey() key: RequestKey, @Body() draft: ProductDraftDto): Promise<ProductView> {
    return this.creator.execute({ key, draft });
  }

  /** Changes a product: the body replaces all five fields. Running deals and past orders keep their prices. */
  @Put(':productId')
  @ApiAnswers(200, ProductView, { errors: ['PRODUCT_NOT_FOUND'] })
  @MaxBody(64)
  replace(@IdParam('productId') productId: number, @Body() draft: ProductDraftDto): Promise<ProductView> {
    return this.replacer.execute(productId, draft);
  }

  /** Deletes a product. Past orders keep its name and price. */
  @Delete(':productId')
  @ApiAnswers(204, undefined, { errors: ['PRODUCT_NOT_FOUND'] })
  delete(@IdParam('productId') productId: number): Promise<void> {
    return this.deleter.execute(productId);
  }
}
