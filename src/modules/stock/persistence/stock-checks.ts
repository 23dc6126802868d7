import type { IntegrityCheck } from '#platform/integrity/integrity-check';
import { MAX_QUANTITY } from '../domain/adjust';

/** What must hold within the tables of the stock, always: quantities, movements and decisions commit together. */
export const stockChecks: readonly IntegrityCheck[] = [
  {
    name: 'stock.quantity',
    description: 'The quantity of a product is the sum of its movements.',
    table: 'stocks',
    sql: `
      SELECT stocks.product_id AS id, CONCAT('holds ', quantity, ', its movements say ', COALESCE(units, 0)) AS detail
      FROM stocks LEFT JOIN (
        SELECT product_id, SUM(delta) AS units
        FROM stock_movements IGNORE INDEX FOR GROUP BY (ix_stock_movements_product) GROUP BY product_id
      ) AS moved ON moved.product_id = stocks.product_id
      WHERE quantity <> COALESCE(units, 0)`,
  },
  {
    name: 'stock.limits',
    description: `A quantity is not below 0, and exceeds ${MAX_QUANTITY} only by units that cancels gave back.`,
    table: 'stocks',
    sql: `
      SELECT product_id AS id, CONCAT('holds ', quantity) AS detail FROM stocks
      WHERE quantity < 0 OR (quantity > ${MAX_QUANTITY} AND quantity - ${MAX_QUANTITY} > (
        SELECT COALESCE(SUM(delta), 0) FROM stock_movements
        WHERE stock_movements.product_id = stocks.product_id AND kind = 'CANCEL'))`,
  },
  {
    name: 'stock.row',
    description: 'A product with movements has a stock level.',
    table: 'products',
    sql: `
      SELECT moved.product_id AS id, 'has movements, but no stock level' AS detail
      FROM (SELECT DISTINCT product_id FROM stock_movements) AS moved
      LEFT JOIN stocks ON stocks.product_id = moved.product_id WHERE stocks.product_id IS NULL`,
  },
  {
    name: 'stock.decision',
    description: 'An order that was decided TAKEN has a movement and no reason, one decided REFUSED has a reason.',
    table: 'stock_decisions',
    sql: `
      SELECT order_id AS id, CONCAT(outcome, COALESCE(CONCAT(' with the reason ', reason), ' without a reason')) AS detail
      FROM stock_decisions
      WHERE (outcome = 'TAKEN') <> (reason IS NULL) OR (outcome = 'TAKEN' AND NOT EXISTS (
        SELECT 1 FROM stock_movements
        WHERE stock_movements.order_id = stock_decisions.order_id AND kind = 'ORDER'))`,
  },
  {
    name: 'stock.movement',
    description:
      'An order takes and gives back only units of a decision TAKEN; the movements of an administrator have no order.',
    table: 'stock_movements',
    sql: `
      SELECT moved.movement_id AS id,
        CONCAT(moved.kind, ' of ', moved.delta, COALESCE(CONCAT(' for order ', moved.order_id), ' for no order')) AS detail
      FROM stock_movements AS moved
      LEFT JOIN stock_decisions ON stock_decisions.order_id = moved.order_id
      LEFT JOIN stock_movements AS taken ON moved.kind = 'CANCEL' AND taken.order_id = moved.order_id
        AND taken.product_id = moved.product_id AND taken.kind = 'ORDER'
      WHERE (moved.kind IN ('ORDER', 'CANCEL')) <> (moved.order_id IS NOT NULL)
        OR (moved.order_id IS NOT NULL AND NOT outcome <=> 'TAKEN')
        OR (moved.kind = 'ORDER' AND moved.delta >= 0) OR (moved.kind = 'INCREASE' AND moved.delta <= 0)
        OR (moved.kind = 'CANCEL' AND NOT taken.delta <=> -moved.delta)`,
  },
  {
    name: 'stock.once',
    description: 'An order takes a product once and gives it back once.',
    table: 'stock_movements',
    sql: `
      SELECT MAX(movement_id) AS id,
        CONCAT(COUNT(*), ' times ', kind, ' of product ', product_id, ' for order ', order_id) AS detail
      FROM stock_movements WHERE order_id IS NOT NULL
      GROUP BY order_id, product_id, kind HAVING COUNT(*) > 1`,
  },
];
