import type { Connection } from 'mysql2/promise';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Interrupted } from '#platform/cli/command-outcome';
import { command, commandProcess, type Outcome } from '../support/command-line';
import { integrityViolations, untilHandled } from '../support/integrity';
import { untilBlocked, withBlockingTransaction } from '../support/database-connection';
import { productCsv, productRow } from '../support/products';
import { openShop, type Shop } from '../support/shop';
import { until } from '../support/until';

/** More than one chunk of either import. */
const PRODUCTS = 1_000;

describe('an import beside other changes of the same rows', () => {
  let shop: Shop;
  let folder: string;
  let ids: number[];
  let first: number;
  let middle: number;
  let last: number;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hotdeal-imports-'));
    shop = await openShop();
    // The letters have three bytes, so that a chunk of the file may end within one.
    const lamps = Array.from({ length: PRODUCTS }, (_, index) => productRow(`전등${'이'.repeat(40)} ${index}`));
    const made = await run('products', 'import', put('new.csv', productCsv(lamps)));
    expect(made).toMatchObject({ code: 0, output: '1000 products created, 0 replaced.\n' });
    ids = (await products()).map(({ product_id: id }) => id);
    [first = 0, middle = 0, last = 0] = [ids[0], ids[PRODUCTS - 100], ids.at(-1)];
  });
  afterAll(async () => {
    await shop.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    await untilHandled(shop);
    const tables = [
      'stocks',
      'stock_movements',
      'stock_decisions',
      'orders',
      'order_items',
      'sales_by_day',
      'idempotency_keys',
    ];
    for (const table of tables) await shop.database.execute(`DELETE FROM ${table}`);
    await shop.database.execute('UPDATE search_products SET available = 0');
  });

  const run = (...words: string[]): Promise<Outcome> => command(shop.scheme, words);
  const put = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const descending = () => [...ids].reverse();
  const stockFile = (name: string, quantity: number, of = ids): string =>
    put(name, ['productId,quantity', ...of.map((id) => `${id},${quantity}`), ''].join('\n'));
  const priceFile = (name: string, price: number, of = ids): string =>
    put(name, productCsv(of.map((id) => productRow('lamp', id, price))));
  const products = () =>
    shop.database.query<{ product_id: number; price: number }>('SELECT * FROM products ORDER BY product_id');
  const stocks = () =>
    shop.database.query<{ product_id: number; quantity: number }>(
      'SELECT product_id, quantity FROM stocks ORDER BY product_id',
    );
  const quantityOf = async (id: number) => (await stocks()).find(({ product_id: of }) => of === id)?.quantity;
  /** Resolves once no cache remembers the product as sold out. */
  const order = (productId: number, quantity: number): Promise<number> =>
    until(async () => {
      const { status, body } = await shop.buyer(1).post('/api/orders/v1', { productId, quantity });
      return status === 202 && (body as { orderId: number }).orderId;
    });
  const statusOf = async (orderId: number) =>
    ((await shop.buyer(1).get(`/api/orders/${orderId}`)).body as { status: string }).status;
  /** A transaction that an import has to wait for. */
  const beside = (work: (holder: Connection) => Promise<void>) => withBlockingTransaction(shop.scheme, work);
  /** Resolves when this many transactions wait for a row lock. */
  const untilWaiting = (count: number) => untilBlocked(shop.database, { count });

  /**
   * Interleaving: the import has moved the first products and waits for the last one; orders for the first one wait for
   * the import; the import commits; the orders are decided by what it has set.
   */
  it('makes orders wait for it and decides them by the stock that it has set', async () => {
    await run('stock', 'import', stockFile('five.csv', 5), '--mode', 'reset');
    const orders: number[] = [];
    await beside(async (holder) => {
      await holder.query('SELECT 1 FROM stocks WHERE product_id = ? FOR UPDATE', [last]);
      const importing = run('stock', 'import', stockFile('one.csv', 1, descending()), '--mode', 'reset');
      await untilWaiting(1);
      orders.push(await order(first, 1), await order(first, 1));
      const delivering = shop.bus.drain();
      await untilWaiting(2);
      expect(await Promise.all(orders.map(statusOf))).toEqual(['ORDER_BEFORE', 'ORDER_BEFORE']);
      await holder.rollback();
      expect(await importing).toMatchObject({ code: 0, output: '1000 stocks moved.\n' });
      await delivering;
    });
    await shop.bus.drain();
    expect((await Promise.all(orders.map(statusOf))).sort()).toEqual(['ORDER_FAILURE', 'ORDER_SUCCESS']);
    expect(await quantityOf(first)).toBe(0);
    await untilHandled(shop);
    expect(await integrityViolations(shop.database)).toEqual([]);
  });

  it('adds what an order gives back later to a stock that was reset below the sold units', async () => {
    await run('stock', 'import', stockFile('five.csv', 5), '--mode', 'reset');
    const sold = await order(first, 3);
    await shop.bus.drain();
    expect(await quantityOf(first)).toBe(2);
    await run('stock', 'import', stockFile('one.csv', 1), '--mode', 'reset');
    expect((await shop.buyer(1).put(`/api/orders/${sold}`)).status).toBe(200);
    await shop.bus.drain();
    expect(await quantityOf(first)).toBe(4);
    await untilHandled(shop);
    expect(await integrityViolations(shop.database)).toEqual([]);
  });

  it('is applied completely, as is a concurrent one of the same products', async () => {
    const increases = [stockFile('three.csv', 3), stockFile('four.csv', 4, descending())];
    const moved = await Promise.all(increases.map((file) => run('stock', 'import', file, '--mode', 'increase')));
    expect(moved.map(({ code }) => code)).toEqual([0, 0]);
    expect(new Set((await stocks()).map(({ quantity }) => quantity))).toEqual(new Set([7]));
    await untilHandled(shop);
    expect(await integrityViolations(shop.database)).toEqual([]);

    const prices = [priceFile('cheap.csv', 1_000), priceFile('dear.csv', 2_000, descending())];
    const replaced = await Promise.all(prices.map((file) => run('products', 'import', file)));
    expect(replaced.map(({ code, errors }) => [code, errors])).toEqual([
      [0, ''],
      [0, ''],
    ]);
    expect(new Set((await products()).map(({ price }) => price)).size).toBe(1);
  });

  it('replaces nothing when one of its products is deleted meanwhile', async () => {
    const before = await products();
    await beside(async (holder) => {
      await holder.query('UPDATE products SET deleted_at = NOW(3) WHERE product_id = ?', [middle]);
      const importing = run('products', 'import', priceFile('other.csv', 3_000));
      await untilWaiting(1);
      await holder.commit();
      expect(await importing).toEqual({
        code: 1,
        output: '',
        errors: `Products not found: ${middle}. They were deleted meanwhile; nothing was changed.\n`,
      });
    });
    await shop.database.execute('UPDATE products SET deleted_at = NULL');
    expect(await products()).toEqual(before);
  });

  it('changes nothing when its file changes while it is read', async () => {
    const before = await products();
    const long = (price: string): string =>
      productCsv(ids.map((id) => productRow('lamp', id, price).replace('it shines', 'it shines '.repeat(95))));
    const file = put('long.csv', long('4000'));
    await beside(async (holder) => {
      await holder.query('SELECT 1 FROM products WHERE product_id = ? FOR UPDATE', [first]);
      const importing = run('products', 'import', file);
      await untilWaiting(1);
      writeFileSync(file, long('dear'));
      await holder.rollback();
      expect(await importing).toMatchObject({
        code: 1,
        errors: `${file} has changed while it was read. Nothing was changed.\n`,
      });
    });
    expect(await products()).toEqual(before);
  });

  it('changes nothing when it is ended by Ctrl-C', async () => {
    const before = await products();
    await beside(async (holder) => {
      await holder.query('SELECT 1 FROM products WHERE product_id = ? FOR UPDATE', [middle]);
      const importing = commandProcess(shop.scheme, ['products', 'import', priceFile('other.csv', 3_000)], 512);
      await untilWaiting(1);
      importing.kill('SIGINT');
      await holder.rollback();
      expect(await importing.ended).toEqual({ code: 130, output: '', errors: 'Interrupted. Nothing was changed.\n' });
    });
    expect(await products()).toEqual(before);
  });

  it('changes nothing when it is interrupted before or during its transaction', async () => {
    const stopped = AbortSignal.abort(new Interrupted('SIGTERM'));
    for (const words of [
      ['stock', 'import', stockFile('two.csv', 2), '--mode', 'reset'],
      ['products', 'import', priceFile('other.csv', 3_000)],
    ]) {
      const ended = await command(shop.scheme, words, '', stopped);
      expect(ended).toEqual({ code: 143, output: '', errors: 'Interrupted. Nothing was changed.\n' });
    }
    const stopping = new AbortController();
    await beside(async (holder) => {
      await holder.query('SELECT 1 FROM products WHERE product_id = ? FOR UPDATE', [first]);
      await holder.query('INSERT INTO stocks (product_id, quantity) VALUES (?, 0)', [first]);
      const words = ['stock', 'import', stockFile('two.csv', 2), '--mode', 'reset'];
      const importing = command(shop.scheme, words, '', stopping.signal);
      await untilWaiting(1);
      stopping.abort(new Interrupted('SIGINT'));
      await holder.rollback();
      expect(await importing).toEqual({ code: 130, output: '', errors: 'Interrupted. Nothing was changed.\n' });
    });
    expect(await stocks()).toEqual([]);
  });

  it('changes nothing when only the last line is invalid', async () => {
    const before = await products();
    const again = put('again.csv', productCsv([...ids, first].map((id) => productRow('lamp', id, 3_000))));
    const bad = put('bad.csv', productCsv([...ids.map((id) => productRow('lamp', id, 3_000)), productRow('', last)]));
    const twice = stockFile('twice.csv', 1, [...ids, first]);
    for (const [words, message] of [
      [['products', 'import', again], `line 1002, productId: product ${first} is in the file twice`],
      [['products', 'import', bad], 'line 1002, productName: must'],
      [['stock', 'import', twice, '--mode', 'reset'], `line 1002, productId: product ${first} is in the file twice`],
    ] as const) {
      const refused = await run(...words);
      expect(refused).toMatchObject({ code: 1, output: '', errors: expect.stringContaining(message) });
      expect(refused.errors).toContain('1 problem. Nothing was changed.');
    }
    expect(await products()).toEqual(before);
    expect(await stocks()).toEqual([]);
  });
});
