import { Module } from '@nestjs/common';
import { ProductModule } from '../product/product.module';
import { StockController } from './http/stock.controller';
import { StockRoomController } from './http/stock-room.controller';
import { StockAdjustments } from './persistence/stock-adjustments';
import { StockLevelCache } from './persistence/stock-level-cache';
import { StockRecount } from './persistence/stock-recount';
import { StockRoomQueries } from './persistence/stock-room.queries';
import { StockQueries } from './persistence/stock.queries';
import { StockReturnRepository } from './persistence/stock-return.repository';
import { StockRepository } from './persistence/stock.repository';
import { StockAllocator } from './stock-allocator';
import { StockLevelService } from './stock-level-service';
import { StockMetrics } from './stock-metrics';
import { StockClient, StockLevels } from './stock.contract';
import { AdjustStock } from './use-cases/adjust-stock';
import { ListLowStocks, ListMovements } from './use-cases/read-stock-room';
import { FindStocks, ShowStock } from './use-cases/read-stocks';
import { RetireStockWhenProductDeleted } from './use-cases/retire-stock-when-product-deleted';

/** Stock levels: taken by orders, given back by cancels, put back by returns, adjusted and recounted by administrators. */
@Module({
  imports: [ProductModule],
  controllers: [StockController, StockRoomController],
  providers: [
    { provide: StockClient, useClass: StockAllocator },
    { provide: StockLevels, useClass: StockLevelService },
    AdjustStock,
    FindStocks,
    ShowStock,
    ListLowStocks,
    ListMovements,
    RetireStockWhenProductDeleted,
    StockRepository,
    StockReturnRepository,
    StockAdjustments,
    StockRecount,
    StockQueries,
    StockRoomQueries,
    StockLevelCache,
    StockMetrics,
  ],
  exports: [StockClient, StockLevels],
})
export class StockModule {}
