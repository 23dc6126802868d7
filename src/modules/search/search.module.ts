import { Module } from '@nestjs/common';
import { EventModule } from '../event/event.module';
import { OrderModule } from '../order/order.module';
import { ProductModule } from '../product/product.module';
import { StockModule } from '../stock/stock.module';
import { SearchController } from './http/search.controller';
import { SearchFillRepository } from './persistence/search-fill.repository';
import { SearchIndexReader } from './persistence/search-index-reader';
import { SearchProductRepository } from './persistence/search-product.repository';
import { UnitsSoldRepository } from './persistence/units-sold.repository';
import { CountRecentSales } from './use-cases/count-recent-sales';
import { FillSearch } from './use-cases/fill-search';
import {
  IndexChangedProducts,
  IndexDeletedProducts,
  IndexImportedProducts,
  IndexProductsWhenAvailabilityChanged,
} from './use-cases/index-changed-products';
import {
  IndexProductsWhenHotDealChanged,
  IndexProductsWhenHotDealCreated,
  IndexProductsWhenHotDealOpenedOrEnded,
  ProductsOfDealIndexer,
} from './use-cases/index-products-of-deals';
import { ProductIndexer } from './use-cases/product-indexer';
import { RebuildSearch } from './use-cases/rebuild-search';
import { SearchProducts } from './use-cases/search-products';

/** Lists of products: filters, sorts and words, over a read model that event handlers keep. */
@Module({
  imports: [ProductModule, StockModule, EventModule, OrderModule],
  controllers: [SearchController],
  providers: [
    SearchProducts,
    SearchIndexReader,
    SearchProductRepository,
    SearchFillRepository,
    ProductIndexer,
    ProductsOfDealIndexer,
    RebuildSearch,
    FillSearch,
    UnitsSoldRepository,
    CountRecentSales,
    IndexChangedProducts,
    IndexDeletedProducts,
    IndexImportedProducts,
    IndexProductsWhenAvailabilityChanged,
    IndexProductsWhenHotDealCreated,
    IndexProductsWhenHotDealOpenedOrEnded,
    IndexProductsWhenHotDealChanged,
  ],
})
export class SearchModule {}
