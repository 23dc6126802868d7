import type { IntegrityCheck } from '#platform/integrity/integrity-check';
import { MAX_QUANTITY, UNLIMITED_QUANTITY } from '../domain/adjust';

/** What must hold within the tables of the stock, always: quantities, movements and decisions commit together. */
export const stockChecks: readonly IntegrityCheck[] = [
  {
    name: 'stock.quantity',
    description: 'The quantity of a product is the sum of its movements, unless its stock has no limit.',
    table: 'stocks',
    sql: `
      SELECT stocks.product_id AS id, CONCAT('holds ', quantity, ', its movements say ', COALESCE(units, 0)) AS detail
      FROM stocks LEFT JOIN (
        SELECT product_id, SUM(delta) AS units
        FROM stock_movements IGNORE INDEX FOR GROUP BY (ix_stock_movements_product) GROUP BY product_id
      ) AS moved ON moved.product_id = stocks.product_id
      WHERE unlimited = 0 AND quantity <> COALESCE(units, 0)`,
  },
  {
    name: 'stock.limits',
    description:
      `A quantity is not below 0, and exceeds ${MAX_QUANTITY} only by units that came back with cancels and returns; ` +
      `without a limit it is ${UNLIMITED_QUANTITY}.`,
    table: 'stocks',
    sql: `
      SELECT product_id AS id, CONCAT('holds ', quantity, IF(unlimited, ' without a limit', '')) AS detail FROM stocks
      WHERE quantity < 0 OR (unlimited = 1 AND quantity <> ${UNLIMITED_QUANTITY}) OR (quantity > ${MAX_QUANTITY} AND quantity - ${MAX_QUANTITY} > (
        SELECT COALESCE(SUM(delta), 0) FROM stock_movements
        WHERE stock_movements.product_id = stocks.product_id AND kind IN ('CANCEL', 'RETURN')))`,
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
      'An order takes and gives back only units of a decision TAKEN, and a return has its row in `stock_returns`; the ' +
      'movements of an administrator have neither.',
    table: 'stock_movements',
    sql: `
      SELECT moved.movement_id AS id,
        CONCAT(moved.kind, ' of ', moved.delta, COALESCE(CONCAT(' for order ', moved.order_id), ' for no order'),
          COALESCE(CONCAT(', return ', moved.return_id), '')) AS detail
      FROM stock_movements AS moved
      LEFT JOIN stock_decisions ON stock_decisions.order_id = moved.order_id
      LEFT JOIN stock_movements AS taken ON moved.kind = 'CANCEL' AND taken.order_id = moved.order_id
        AND taken.product_id = moved.product_id AND taken.kind = 'ORDER'
      LEFT JOIN stock_returns ON stock_returns.return_id = moved.return_id AND stock_returns.product_id = moved.product_id
      WHERE (moved.kind IN ('ORDER', 'CANCEL')) <> (moved.order_id IS NOT NULL)
        OR (moved.order_id IS NOT NULL AND NOT outcome <=> 'TAKEN')
        OR (moved.kind = 'ORDER' AND moved.delta >= 0) OR (moved.kind = 'INCREASE' AND moved.delta <= 0)
        OR (moved.kind = 'CANCEL' AND NOT taken.delta <=> -moved.delta)
        OR (moved.kind = 'RETURN') <> (moved.return_id IS NOT NULL)
        OR (moved.kind = 'RETURN' AND NOT stock_returns.quantity <=> moved.delta)`,
  },
  {
    name: 'stock.returned',
    description: 'A return has one movement for each product, and no more units than its order took.',
    table: 'stock_returns',
    sql: `
      SELECT stock_returns.return_id AS id,
        CONCAT('product ', stock_returns.product_id, ' of order ', stock_returns.order_id, ': ', COALESCE(movements, 0),
          ' movements, ', in_all, ' units came back in all') AS detail
      FROM stock_returns
      LEFT JOIN (
        SELECT return_id, product_id, COUNT(*) AS movements FROM stock_movements
        WHERE kind = 'RETURN' GROUP BY return_id, product_id
      ) AS moved ON moved.return_id = stock_returns.return_id AND moved.product_id = stock_returns.product_id
      JOIN (
        SELECT order_id, product_id, SUM(quantity) AS in_all FROM stock_returns GROUP BY order_id, product_id
      ) AS sums ON sums.order_id = stock_returns.order_id AND sums.product_id = stock_returns.product_id
      LEFT JOIN stock_movements AS taken ON taken.order_id = stock_returns.order_id
        AND taken.product_id = stock_returns.product_id AND taken.kind = 'ORDER'
      WHERE NOT movements <=> 1 OR in_all > COALESCE(-taken.delta, 0)`,
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
