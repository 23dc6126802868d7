import { Module } from '@nestjs/common';
import { ProductModule } from '../product/product.module';
import { StockDesk } from './http/stock-desk';
import { StockController } from './http/stock.controller';
import { StockAdjustments } from './persistence/stock-adjustments';
import { StockQueries } from './persistence/stock.queries';
import { StockRepository } from './persistence/stock.repository';
import { StockTable } from './persistence/stock-table';
import { StockMetrics } from './stock-metrics';
import { StockClient } from './stock.contract';
import { AdjustStock } from './use-cases/adjust-stock';
import { DecideStock } from './use-cases/decide-stock';
import { KnownQuantities } from './use-cases/known-quantities';
import { RetireStockWhenProductDeleted } from './use-cases/retire-stock-when-product-deleted';

/** What is on the shelves: taken by orders, given back by cancels, filled by administrators. */
@Module({
  imports: [ProductModule],
  controllers: [StockController],
  providers: [
    { provide: StockClient, useClass: DecideStock },
    StockRepository,
    KnownQuantities,
    StockMetrics,
    RetireStockWhenProductDeleted,
    StockDesk,
    AdjustStock,
    StockAdjustments,
    StockQueries,
    StockTable,
  ],
  exports: [StockClient],
})
export class StockModule {}
