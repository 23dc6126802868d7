import { Injectable } from '@nestjs/common';
import { EventBus } from '#platform/events/event-bus';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import { DomainError } from '#platform/domain-error';
import { type StockChange, StockChanged } from '#stock';

/** The highest quantity that an administrator may bring a stock to. */
export const MOST_UNITS = 1_000_000_000;

type AlsoDo = (tx: Transaction) => Promise<void>;
/** What becomes of so many units. */
type Move = (tx: Transaction, held: number) => Promise<Pick<StockChange, 'change' | 'quantity'>>;

/** What administrators move. Each change leaves its movement in the same transaction. */
@Injectable()
export class StockAdjustments {
  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
  ) {}

  /** @throws DomainError STOCK_LIMIT_EXCEEDED when the sum would pass the limit; then nothing changes */
  async increase(productId: number, quantity: number, also: AlsoDo): Promise<void> {
    await this.onShelf(productId, also, async (tx, held) => {
      const { affectedRows } = await tx.execute(
        `UPDATE stocks SET quantity = quantity + ?, updated_at = NOW(3)
         WHERE product_id = ? AND quantity + ? <= ${MOST_UNITS}`,
        [quantity, productId, quantity],
      );
      if (affectedRows !== 1) {
        throw new DomainError(
          'conflict',
          'STOCK_LIMIT_EXCEEDED',
          `A stock holds at most ${MOST_UNITS} units; nothing was added.`,
        );
      }
      await tx.execute(`INSERT INTO stock_movements (product_id, kind, delta) VALUES (?, 'INCREASE', ?)`, [
        productId,
        quantity,
      ]);
      return { change: 'INCREASED', quantity: held + quantity };
    });
  }

  /** Sets the quantity, whatever it was; the movement records the difference. */
  async reset(productId: number, quantity: number, also: AlsoDo): Promise<void> {
    await this.onShelf(productId, also, async (tx) => {
      await tx.execute(
        `INSERT INTO stock_movements (product_id, kind, delta)
         SELECT product_id, 'RESET', ? - quantity FROM stocks WHERE product_id = ?`,
        [quantity, productId],
      );
      await tx.execute('UPDATE stocks SET quantity = ?, updated_at = NOW(3) WHERE product_id = ?', [
        quantity,
        productId,
      ]);
      return { change: 'RESET', quantity };
    });
  }

  private async onShelf(productId: number, also: AlsoDo, move: Move): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.execute(
        'INSERT INTO stocks (product_id, quantity) VALUES (?, 0) ON DUPLICATE KEY UPDATE product_id = product_id',
        [productId],
      );
      const [shelf] = await tx.query<{ quantity: number }>(
        'SELECT quantity FROM stocks WHERE product_id = ? FOR UPDATE',
        [productId],
      );
      const held = shelf?.quantity ?? 0;
      const { change, quantity } = await move(tx, held);
      await this.bus.publish(tx, StockChanged, [{ productId, change, delta: quantity - held, quantity }]);
      await also(tx);
    });
  }
}
