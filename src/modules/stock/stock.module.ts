import { Module } from '@nestjs/common';
import { ProductModule } from '../product/product.module';
import { StockService } from './use-cases/stock.service';
import { StockController } from './http/stock.controller';
import { StockAdjustments } from './persistence/stock-adjustments';
import { StockQueries } from './persistence/stock.queries';
import { StockRepository } from './persistence/stock.repository';
import { StockBulkRepository } from './persistence/stock-bulk.repository';
import { StockMetrics } from './stock-metrics';
import { StockClient } from './stock.contract';
import { AdjustStock } from './use-cases/adjust-stock';
import { StockAllocator } from './use-cases/stock-allocator';
import { StockLevelCache } from './persistence/stock-level-cache';
import { RetireStockWhenProductDeleted } from './use-cases/retire-stock-when-product-deleted';

/** What is on the shelves: taken by orders, given back by cancels, filled by administrators. */
@Module({
  imports: [ProductModule],
  controllers: [StockController],
  providers: [
    { provide: StockClient, useClass: StockAllocator },
    StockRepository,
    StockLevelCache,
    StockMetrics,
    RetireStockWhenProductDeleted,
    StockService,
    AdjustStock,
    StockAdjustments,
    StockQueries,
    StockBulkRepository,
  ],
  exports: [StockClient],
})
export class StockModule {}
