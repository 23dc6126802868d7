import type { Database } from '#platform/database/database';

/**
 * The equations that hold whenever nothing is under way: what is on the shelf is what the ledger says, an order that
 * has won holds exactly what it asked for, every other order holds nothing, and each was decided as it ended.
 * @returns a line for each row that breaks one; none when all hold
 */
export async function brokenEquations(database: Database): Promise<string[]> {
  const rules: Record<string, string> = {
    'quantity is not the sum of the movements': `
      SELECT stocks.product_id AS id FROM stocks
      LEFT JOIN stock_movements ON stock_movements.product_id = stocks.product_id
      GROUP BY stocks.product_id, stocks.quantity HAVING stocks.quantity <> COALESCE(SUM(delta), 0)`,
    'a won order does not hold what it asked for': `
      SELECT orders.order_id AS id FROM orders JOIN order_items ON order_items.order_id = orders.order_id
      LEFT JOIN (SELECT order_id, product_id, SUM(delta) AS held FROM stock_movements GROUP BY order_id, product_id)
        AS moved ON moved.order_id = orders.order_id AND moved.product_id = order_items.product_id
      WHERE orders.status = 'ORDER_SUCCESS' AND COALESCE(moved.held, 0) <> -order_items.quantity`,
    'an order that has not won holds something': `
      SELECT orders.order_id AS id FROM orders JOIN stock_movements ON stock_movements.order_id = orders.order_id
      WHERE orders.status <> 'ORDER_SUCCESS' GROUP BY orders.order_id, product_id HAVING SUM(delta) <> 0`,
    'a movement belongs to no order': `
      SELECT stock_movements.order_id AS id FROM stock_movements
      LEFT JOIN orders ON orders.order_id = stock_movements.order_id
      WHERE stock_movements.order_id IS NOT NULL AND orders.order_id IS NULL`,
    'an order was not decided as it ended': `
      SELECT orders.order_id AS id FROM orders
      LEFT JOIN stock_decisions ON stock_decisions.order_id = orders.order_id
      WHERE (orders.status = 'ORDER_SUCCESS' AND NOT outcome <=> 'TAKEN')
         OR (orders.status = 'ORDER_FAILURE' AND NOT outcome <=> 'REFUSED')`,
    'an order was never settled': `SELECT order_id AS id FROM orders WHERE status = 'ORDER_BEFORE'`,
    'a delivery was never made': `SELECT id FROM deliveries WHERE due_at <= NOW(3)`,
  };
  const broken: string[] = [];
  for (const [rule, sql] of Object.entries(rules)) {
    const rows = await database.query<{ id: number }>(sql);
    broken.push(...rows.map(({ id }) => `${rule}: ${id}`));
  }
  return broken;
}
