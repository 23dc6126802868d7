import type { Rig } from '../rig';
import { storeProducts, withNumbers } from './products';

const PRODUCTS = 1_000;
const PRICE = 1_000;
const USERS = 5_000;
/** the units of each product before any order: enough for all of them */
const UNITS = 1_000_000;
const TABLES = 'orders, order_items, stock_decisions, stock_movements, stocks';

/** The ids of stored orders, from `first` up to but not including `end`. */
export interface StoredOrders {
  readonly first: number;
  readonly end: number;
}

/**
 * Stores a history of orders. Of twenty orders eighteen are successful, one is refused and one cancelled; every fourth
 * has two lines. They have decisions and movements, and every integrity check holds.
 */
export async function storeOrders(rig: Rig, count: number): Promise<StoredOrders> {
  const { query } = rig;
  const [block] = await query<{ next_id: number }>(`SELECT next_id FROM id_blocks WHERE name = 'orders'`);
  const first = block?.next_id ?? NaN;
  await query(`UPDATE id_blocks SET next_id = next_id + ? WHERE name = 'orders'`, [count]);
  const firstProduct = await storeProducts(rig, PRODUCTS, PRICE);
  const id = `${first} + n`;
  const at = `NOW(3) - INTERVAL ${count} - n SECOND`;
  const product = (line: number): string => `${firstProduct} + (n DIV 7 + ${line}) % ${PRODUCTS}`;
  const lines = `(1 + (n % 4 = 0))`;
  // Every fourth order has a second line.
  const secondOf = (n: string): string => n.replaceAll(/\bn\b/g, '(4 * n)');
  const everyFourth = Math.ceil(count / 4);

  await withNumbers(rig, Math.max(count, PRODUCTS), async (fill) => {
    rig.progress(`storing ${count} orders`);
    await fill(
      `INSERT INTO orders (order_id, user_id, status, failure_reason, total_count, total_price, ordered_at)
       SELECT ${id}, 1 + n % ${USERS},
         CASE n % 20 WHEN 0 THEN 'ORDER_FAILURE' WHEN 1 THEN 'ORDER_CANCELLED' ELSE 'ORDER_SUCCESS' END,
         IF(n % 20 = 0, 'INSUFFICIENT_STOCK', NULL), ${lines}, ${lines} * ${PRICE}, ${at}`,
      count,
    );
    const item = (line: number): string =>
      `INSERT INTO order_items (order_id, line, product_id, product_name, quantity, original_price, price)
       SELECT ${id}, ${line}, ${product(line)}, CONCAT('thing ', ${product(line)}), 1, ${PRICE}, ${PRICE}`;
    rig.progress(`storing the lines and decisions of ${count} orders`);
    await fill(item(1), count);
    await fill(secondOf(item(2)), everyFourth);
    await fill(
      `INSERT INTO stock_decisions (order_id, outcome, reason, decided_at)
       SELECT ${id}, IF(n % 20 = 0, 'REFUSED', 'TAKEN'), IF(n % 20 = 0, 'INSUFFICIENT_STOCK', NULL), ${at}`,
      count,
    );
  });
  await moveStock(rig, { first, end: first + count }, firstProduct);
  await query(`ANALYZE TABLE ${TABLES}`);
  return { first, end: first + count };
}

/** Derives the movements from the orders and their decisions, and the quantities from the movements. */
async function moveStock(rig: Rig, { first, end }: StoredOrders, firstProduct: number): Promise<void> {
  const { query } = rig;
  const insert = 'INSERT INTO stock_movements (order_id, product_id, kind, delta, moved_at)';
  rig.progress('storing the stock movements');
  await query(
    `${insert} SELECT NULL, product_id, 'INCREASE', ${UNITS}, created_at FROM products
     WHERE product_id >= ? AND product_id < ? ORDER BY product_id`,
    [firstProduct, firstProduct + PRODUCTS],
  );
  const moved = `FROM orders JOIN order_items AS items ON items.order_id = orders.order_id
    WHERE orders.order_id >= ? AND orders.order_id < ?`;
  await query(
    `${insert} SELECT orders.order_id, product_id, 'ORDER', -quantity, ordered_at ${moved}
     AND status <> 'ORDER_FAILURE' ORDER BY orders.order_id, product_id`,
    [first, end],
  );
  await query(
    `${insert} SELECT orders.order_id, product_id, 'CANCEL', quantity, ordered_at ${moved}
     AND status = 'ORDER_CANCELLED' ORDER BY orders.order_id, product_id`,
    [first, end],
  );
  await query(
    `INSERT INTO stocks (product_id, quantity, updated_at)
     SELECT product_id, SUM(delta), MAX(moved_at) FROM stock_movements
     WHERE product_id >= ? AND product_id < ? GROUP BY product_id`,
    [firstProduct, firstProduct + PRODUCTS],
  );
}

/**
 * Deletes every order but the stored ones, all of them for `productId`, so that each round starts from the same state.
 * It reads nothing else, so that it neither warms nor empties the buffer pool.
 */
export async function keepOnly(rig: Rig, { first, end }: StoredOrders, productId: number): Promise<void> {
  await rig.idle();
  for (const table of ['orders', 'order_items', 'stock_decisions', 'stock_movements']) {
    await rig.query(`DELETE FROM ${table} WHERE order_id < ? OR order_id >= ?`, [first, end]);
  }
  await rig.query(
    'UPDATE stocks SET quantity = (SELECT SUM(delta) FROM stock_movements WHERE product_id = ?) WHERE product_id = ?',
    [productId, productId],
  );
}
