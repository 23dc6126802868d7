import { Module } from '@nestjs/common';
import { ChangeProductController, ReadProductController } from './http/product.controller';
import { ProductQueries } from './persistence/product.queries';
import { ProductRepository } from './persistence/product.repository';
import { ProductBulkRepository } from './persistence/product-bulk.repository';
import { ProductClient } from './product.contract';
import { CreateProduct } from './use-cases/create-product';
import { DeleteProduct } from './use-cases/delete-product';
import { ProductCache } from './persistence/product-cache';
import { ListProducts } from './use-cases/list-products';
import { ReplaceProduct } from './use-cases/replace-product';
import { ShowProduct } from './use-cases/show-product';

/** The catalogue. */
@Module({
  controllers: [ReadProductController, ChangeProductController],
  providers: [
    ProductQueries,
    ProductRepository,
    ProductBulkRepository,
    ShowProduct,
    ListProducts,
    CreateProduct,
    ReplaceProduct,
    DeleteProduct,
    { provide: ProductClient, useClass: ProductCache },
  ],
  exports: [ProductClient],
})
export class ProductModule {}
