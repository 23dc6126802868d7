import { oppositeProductOrder } from '../interleavings/stock-interleavings';
import { frozenMidSale } from '../interleavings/stock-interleavings';
import { killedAfterReturn, waitForLastUnit } from '../interleavings/order-interleavings';
import type { PlantedBug } from './planted-bug';

const REPOSITORY = 'modules/stock/persistence/stock.repository.ts';
const LEVEL_LOCK = 'modules/stock/persistence/stock-level-lock.ts';
const LOCKED_READ = 'WHERE product_id IN (?) ORDER BY product_id FOR UPDATE';
const NEGATIVE_ALLOWED = 'ALTER TABLE stocks DROP CONSTRAINT ck_stocks_quantity';
const GUARDED = `WHERE product_id = ? AND quantity >= ?',
      [quantity, productId, quantity],`;

export const stockBugs: readonly PlantedBug[] = [
  {
    // The row lock would hide the missing guard, so it is removed as well.
    name: 'no guard in the UPDATE',
    edits: [
      { file: LEVEL_LOCK, find: LOCKED_READ, replace: 'WHERE product_id IN (?) ORDER BY product_id' },
      {
        file: REPOSITORY,
        find: GUARDED,
        replace: `WHERE product_id = ?',
      [quantity, productId],`,
      },
    ],
    statements: [NEGATIVE_ALLOWED],
    provokedBy: [frozenMidSale],
    complaint: /oversold/,
  },
  {
    name: 'only the lease of the lock keeps other instances out',
    edits: [
      { file: LEVEL_LOCK, find: LOCKED_READ, replace: 'WHERE product_id IN (?) ORDER BY product_id' },
      {
        file: REPOSITORY,
        find: ' takeUnits(tx, taken);',
        replace: ` for (const [productId, quantity] of taken)
        await tx.execute('UPDATE stocks SET quantity = ? WHERE product_id = ?', [
          (levels.get(productId)?.quantity ?? 0) - quantity, productId]);`,
      },
    ],
    provokedBy: [frozenMidSale],
    complaint: /oversold/,
  },
  {
    name: 'products locked in the order of the request',
    edits: [
      {
        file: LEVEL_LOCK,
        find: '  const [levels, rows] = (await tx.pipeline(',
        replace: `  for (const productId of new Set(productIds)) {
    await tx.query('SELECT 1 FROM stocks WHERE product_id = ? FOR UPDATE', [productId]);
  }
  const [levels, rows] = (await tx.pipeline(`,
      },
    ],
    provokedBy: [oppositeProductOrder],
    complaint: /transactions deadlocked/,
  },
  {
    name: 'a cancel without the unique key of the ledger',
    edits: [
      {
        file: REPOSITORY,
        find: 'const returned = await alreadyReturned(tx, took);',
        replace: 'const returned = new Set<number>(); void alreadyReturned;',
      },
    ],
    statements: ['ALTER TABLE stock_movements DROP INDEX uq_stock_movements_order_product_kind'],
    provokedBy: [killedAfterReturn],
    complaint: /^stock\.once: /,
  },
  {
    name: 'no decision row for a refusal',
    edits: [
      {
        file: REPOSITORY,
        find: 'insertDecisions(tx, decisions);',
        replace: `insertDecisions(tx, decisions.filter(({ outcome }) => outcome === 'TAKEN'));`,
      },
    ],
    provokedBy: [waitForLastUnit],
    complaint: /^sale\.decision: /,
  },
];
