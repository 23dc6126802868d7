import { Module } from '@nestjs/common';
import { ProductModule } from '../product/product.module';
import { StockController } from './http/stock.controller';
import { StockAdjustments } from './persistence/stock-adjustments';
import { StockLevelCache } from './persistence/stock-level-cache';
import { StockQueries } from './persistence/stock.queries';
import { StockReturnRepository } from './persistence/stock-return.repository';
import { StockRepository } from './persistence/stock.repository';
import { StockAllocator } from './stock-allocator';
import { StockLevelService } from './stock-level-service';
import { StockMetrics } from './stock-metrics';
import { StockClient, StockLevels } from './stock.contract';
import { AdjustStock } from './use-cases/adjust-stock';
import { FindStocks, ShowStock } from './use-cases/read-stocks';
import { RetireStockWhenProductDeleted } from './use-cases/retire-stock-when-product-deleted';

/** Stock levels: taken by orders, given back by cancels, adjusted by administrators. */
@Module({
  imports: [ProductModule],
  controllers: [StockController],
  providers: [
    { provide: StockClient, useClass: StockAllocator },
    { provide: StockLevels, useClass: StockLevelService },
    AdjustStock,
    FindStocks,
    ShowStock,
    RetireStockWhenProductDeleted,
    StockRepository,
    StockReturnRepository,
    StockAdjustments,
    StockQueries,
    StockLevelCache,
    StockMetrics,
  ],
  exports: [StockClient, StockLevels],
})
export class StockModule {}
