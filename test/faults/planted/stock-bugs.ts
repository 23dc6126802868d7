import { bothWaysRound } from '../interleavings/both-ways';
import { frozenInTheMiddle } from '../interleavings/in-the-middle';
import { deadAfterGivingBack, waitingForTheLastUnit } from '../interleavings/orders-and-deaths';
import type { PlantedBug } from './planted-bug';

const REPOSITORY = 'modules/stock/persistence/stock.repository.ts';
const LOCKED_READ = 'WHERE product_id IN (?) ORDER BY product_id FOR UPDATE';
const NEGATIVE_ALLOWED = 'ALTER TABLE stocks DROP CONSTRAINT ck_stocks_quantity';
const GUARDED = `WHERE product_id = ? AND quantity >= ?',
      [quantity, productId, quantity],`;

export const stockBugs: readonly PlantedBug[] = [
  {
    // While the rows are locked as they are read, the guard is never needed: so the lock is removed as well.
    name: 'no guard in the UPDATE',
    edits: [
      { file: REPOSITORY, find: LOCKED_READ, replace: 'WHERE product_id IN (?) ORDER BY product_id' },
      {
        file: REPOSITORY,
        find: GUARDED,
        replace: `WHERE product_id = ?',
      [quantity, productId],`,
      },
    ],
    statements: [NEGATIVE_ALLOWED],
    provokedBy: [frozenInTheMiddle],
    complaint: /oversold/,
  },
  {
    name: 'only the lease of the lock keeps other instances out',
    edits: [
      { file: REPOSITORY, find: LOCKED_READ, replace: 'WHERE product_id IN (?) ORDER BY product_id' },
      {
        file: REPOSITORY,
        find: ' takeUnits(tx, taken);',
        replace: ` for (const [productId, quantity] of taken)
        await tx.execute('UPDATE stocks SET quantity = ? WHERE product_id = ?', [
          (levels.get(productId)?.quantity ?? 0) - quantity, productId]);`,
      },
    ],
    provokedBy: [frozenInTheMiddle],
    complaint: /oversold/,
  },
  {
    name: 'products locked in the order of the request',
    edits: [
      {
        file: REPOSITORY,
        find: '  const [rows, decisions] = (await tx.pipeline(',
        replace: `  for (const productId of new Set(requests.flatMap(({ lines }) => lines.map((line) => line.productId)))) {
    await tx.query('SELECT 1 FROM stocks WHERE product_id = ? FOR UPDATE', [productId]);
  }
  const [rows, decisions] = (await tx.pipeline(`,
      },
    ],
    provokedBy: [bothWaysRound],
    complaint: /ran into a deadlock/,
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
    provokedBy: [deadAfterGivingBack],
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
    provokedBy: [waitingForTheLastUnit],
    complaint: /^sale\.decision: /,
  },
];
