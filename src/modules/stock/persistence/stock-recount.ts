import { Injectable } from '@nestjs/common';
import { DomainError } from '#platform/domain-error';
import { EventBus } from '#platform/events/event-bus';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import { UNLIMITED_QUANTITY } from '../domain/adjust';
import { publishChanges } from './stock-changes';
import { completeSum, sumMovements } from './stock-ledger';

interface Recounted {
  readonly before: number;
  readonly after: number;
}

/**
 * Makes the quantity of a product what its movements say, while it sells. Orders wait only for the movements since the
 * sum of the others was read. Concurrent recounts come one after the other, and repeating one changes nothing.
 */
@Injectable()
export class StockRecount {
  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
  ) {}

  /** @throws DomainError INVENTORY_INCONSISTENT when the movements add up to less than 0; nothing is changed then */
  async recount(productId: number): Promise<Recounted> {
    return this.database.transaction(async (tx) => {
      const sum = await sumMovements(tx, productId);
      const level = (await lockLevel(tx, productId)) ?? (sum.upTo > 0 ? await insertLevel(tx, productId) : undefined);
      if (level === undefined) return { before: 0, after: 0 };
      const after = level.unlimited === 1 ? UNLIMITED_QUANTITY : await completeSum(tx, productId, sum);
      if (after < 0) throw inconsistent(productId, after);
      const before = level.quantity;
      if (after !== before) await this.store(tx, productId, { before, after });
      return { before, after };
    });
  }

  private async store(tx: Transaction, productId: number, { before, after }: Recounted): Promise<void> {
    tx.deferExpecting(1, 'UPDATE stocks SET quantity = ?, updated_at = NOW(3) WHERE product_id = ?', [
      after,
      productId,
    ]);
    const change = { productId, change: 'RECOUNTED', delta: after - before, quantity: after } as const;
    await publishChanges(this.bus, tx, [change]);
  }
}

interface LockedLevel {
  readonly quantity: number;
  readonly unlimited: number;
}

async function lockLevel(tx: Transaction, productId: number): Promise<LockedLevel | undefined> {
  const [level] = await tx.query<LockedLevel>(
    'SELECT quantity, unlimited FROM stocks WHERE product_id = ? FOR UPDATE',
    [productId],
  );
  return level;
}

/** A product with movements has a stock level, whatever has deleted it. */
async function insertLevel(tx: Transaction, productId: number): Promise<LockedLevel | undefined> {
  await tx.execute(
    'INSERT INTO stocks (product_id, quantity) VALUES (?, 0) ON DUPLICATE KEY UPDATE product_id = VALUES(product_id)',
    [productId],
  );
  return lockLevel(tx, productId);
}

function inconsistent(productId: number, counted: number): DomainError<'INVENTORY_INCONSISTENT'> {
  return new DomainError(
    'conflict',
    'INVENTORY_INCONSISTENT',
    `The movements of product ${productId} add up to ${counted} units; nothing was changed.`,
    { about: { productId, counted } },
  );
}
