import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Requester } from '#platform/limits/bulkhead';
import { ScanningReads } from '#platform/limits/scanning-reads';
import type { StockMovement } from '../domain/movement';
import { QUANTITY, type QuantityRow, type StockQuantity, toQuantity } from './stock.queries';

/** What administrators look up about stocks. */
@Injectable()
export class StockRoomQueries {
  constructor(
    private readonly database: Database,
    private readonly scans: ScanningReads,
  ) {}

  /**
   * The stocks with fewer units than this, in ascending order of product, without deleted products and those that never
   * had stock. Where few products run low, all stocks are looked at: every sale would write to an index of quantities.
   */
  async below(
    quantity: number,
    { after, limit }: { readonly after: number; readonly limit: number },
    requester: Requester,
  ): Promise<StockQuantity[]> {
    const rows = await this.scans.query<QuantityRow>(
      requester,
      `SELECT ${QUANTITY} FROM stocks FORCE INDEX (uq_stocks_product)
       WHERE product_id > ? AND quantity < ? AND retired = 0 ORDER BY product_id LIMIT ?`,
      [after, quantity, limit],
    );
    return rows.map(toQuantity);
  }

  /** The movements of a product, newest first. A return belongs to an order as well. */
  movements(productId: number, before: number, limit: number): Promise<StockMovement[]> {
    return this.database.query<StockMovement>(
      `SELECT movement_id AS movementId, kind, delta, COALESCE(stock_movements.order_id, stock_returns.order_id) AS orderId,
         stock_movements.return_id AS returnId, moved_at AS movedAt
       FROM stock_movements FORCE INDEX (ix_stock_movements_product)
       LEFT JOIN stock_returns ON stock_returns.return_id = stock_movements.return_id
         AND stock_returns.product_id = stock_movements.product_id
       WHERE stock_movements.product_id = ? AND movement_id < ? ORDER BY movement_id DESC LIMIT ?`,
      [productId, before, limit],
    );
  }
}
