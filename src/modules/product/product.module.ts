import { Module } from '@nestjs/common';
import { ChangeProductController, ReadProductController } from './http/product.controller';
import { ProductQueries } from './persistence/product.queries';
import { ProductRepository } from './persistence/product.repository';
import { ProductTable } from './persistence/product-table';
import { ProductClient } from './product.contract';
import { CreateProduct } from './use-cases/create-product';
import { DeleteProduct } from './use-cases/delete-product';
import { KnownProducts } from './use-cases/known-products';
import { ListProducts } from './use-cases/list-products';
import { ReplaceProduct } from './use-cases/replace-product';
import { ShowProduct } from './use-cases/show-product';

/** The catalogue. */
@Module({
  controllers: [ReadProductController, ChangeProductController],
  providers: [
    ProductQueries,
    ProductRepository,
    ProductTable,
    ShowProduct,
    ListProducts,
    CreateProduct,
    ReplaceProduct,
    DeleteProduct,
    { provide: ProductClient, useClass: KnownProducts },
  ],
  exports: [ProductClient],
})
export class ProductModule {}
