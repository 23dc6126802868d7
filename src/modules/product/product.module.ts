import { Module } from '@nestjs/common';
import { ChangeProductController, ReadProductController } from './http/product.controller';
import { ProductVersionController } from './http/product-version.controller';
import { ProductBulkRepository } from './persistence/product-bulk.repository';
import { ProductCache } from './persistence/product-cache';
import { ProductVersionQueries } from './persistence/product-versions';
import { ProductQueries } from './persistence/product.queries';
import { ProductRepository } from './persistence/product.repository';
import { ProductCatalogue, ProductClient } from './product.contract';
import { CreateProduct, DeleteProduct, ReplaceProduct } from './use-cases/change-product';
import { ShowProduct } from './use-cases/show-product';

/** The catalogue. */
@Module({
  controllers: [ReadProductController, ChangeProductController, ProductVersionController],
  providers: [
    { provide: ProductClient, useClass: ProductCache },
    { provide: ProductCatalogue, useExisting: ProductQueries },
    ShowProduct,
    CreateProduct,
    ReplaceProduct,
    DeleteProduct,
    ProductQueries,
    ProductVersionQueries,
    ProductRepository,
    ProductBulkRepository,
  ],
  exports: [ProductClient, ProductCatalogue],
})
export class ProductModule {}
