import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProductClient } from '#product';
import { Interrupted } from '#platform/cli/command-outcome';
import { command, commandProcess, type Outcome } from '../support/command-line';
import { integrityViolations, untilDecided, untilHandled } from '../support/integrity';
import { untilBlocked, withBlockingTransaction } from '../support/database-connection';
import { productCsv, productRow } from '../support/products';
import { openShop, type Shop } from '../support/shop';
import { until } from '../support/until';

/** The command runs with 92 MB; with 104 MB it fails as soon as it holds all rows (2026-11). */
const HEAP_MB = 104;

interface Report {
  readonly problems: number;
  readonly first: readonly { readonly line: number; readonly column: string; readonly message: string }[];
}

describe('imports and exports of products and stock', () => {
  let shop: Shop;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hotdeal files '));
    shop = await openShop();
  });
  afterAll(async () => {
    await shop.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    await untilHandled(shop);
    const tables = [
      'products',
      'product_versions',
      'search_products',
      'sales_by_day',
      'stocks',
      'stock_movements',
      'stock_decisions',
      'orders',
      'order_items',
      'idempotency_keys',
    ];
    for (const table of tables) await shop.database.execute(`DELETE FROM ${table}`);
  });

  const path = (name: string): string => join(folder, name);
  const run = (...words: string[]): Promise<Outcome> => command(shop.scheme, words);
  const put = (content: string | Buffer, name = 'in.csv'): string => {
    writeFileSync(path(name), content);
    return path(name);
  };
  const products = () => shop.database.query<{ product_id: number }>('SELECT * FROM products ORDER BY product_id');
  const everything = async () => {
    await untilHandled(shop);
    return Promise.all([
      products(),
      shop.database.query('SELECT * FROM stocks ORDER BY product_id'),
      shop.database.query('SELECT * FROM stock_movements ORDER BY movement_id'),
      shop.database.query('SELECT * FROM revisions ORDER BY name'),
    ]);
  };
  /** Products with the ids that they got. */
  const stocked = async (count: number): Promise<number[]> => {
    const names = Array.from({ length: count }, (_, index) => productRow(`lamp ${index}`));
    await run('products', 'import', put(productCsv(names)));
    return (await products()).map(({ product_id: id }) => id);
  };
  const refusals = async (...words: string[]): Promise<Report['first']> => {
    const before = await everything();
    const { code, output } = await run(...words, '--json');
    expect(code).toBe(1);
    expect(await everything()).toEqual(before);
    const { problems, first } = JSON.parse(output) as Report;
    expect(first).toHaveLength(Math.min(problems, 20));
    return first;
  };

  it('export what was imported, and export the same bytes after another import', async () => {
    const strange = [
      '=1+1',
      "'=1+1",
      "'quoted'",
      '-5 °C, "cold"',
      '@home',
      '+82-2',
      '＝１',
      'two\nlines',
      'two\r\nlines\tand a tab',
      '이어폰 ✨',
      'a, b; "c"',
    ];
    const cells = strange.map((text) => `"${text.replaceAll('"', '""')}"`);
    const rows = cells.map(
      (description, index) => `,name ${index},${description},${index + 1},https://shop.example/${index}.jpg,OTHER`,
    );
    // What begins with an apostrophe and a sign is read as a text that was kept from being calculated.
    const read = strange.map((text) => (text === "'=1+1" ? '=1+1' : text));
    const imported = await run('products', 'import', put(`\ufeff${productCsv(rows, '\r\n')}`));
    expect(imported).toMatchObject({
      code: 0,
      output: `${strange.length} products created, 0 replaced.\n`,
      errors: '',
    });
    const stored = await products();
    expect(stored).toMatchObject(
      read.map((description, index) => ({ name: `name ${index}`, description, price: index + 1 })),
    );

    expect((await run('products', 'export', path('first.csv'))).code).toBe(0);
    const first = readFileSync(path('first.csv'), 'utf8');
    expect(first).toContain(`"'=1+1"`);
    expect(first).toContain(`"'-5 °C, ""cold"""`);
    expect(await run('products', 'import', path('first.csv'), '--json')).toMatchObject({
      output: `{"created":0,"replaced":${strange.length}}\n`,
    });
    expect(await products()).toMatchObject(stored.map((row) => ({ ...row, updated_at: expect.any(Date) })));
    expect(first).toMatch(/^\ufeffproductId,/);
    // What captures the output drops the byte order mark.
    expect((await run('products', 'export')).output).toBe(first.slice(1));
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('replace the products with an id, create the others, and change the price in a running shop', async () => {
    const [lamp = 0] = await stocked(2);
    const known = shop.app.get(ProductClient, { strict: false });
    const priceNow = async () => (await known.find([lamp])).get(lamp)?.productPrice;
    expect(await priceNow()).toBe(50_000);
    const file = put(productCsv([productRow('sofa'), productRow('better lamp', lamp, 60_000)]));
    expect((await run('products', 'import', file)).output).toBe('1 products created, 1 replaced.\n');
    expect((await products()).map((row) => (row as unknown as { name: string }).name)).toEqual([
      'better lamp',
      'lamp 1',
      'sofa',
    ]);
    await until(async () => (await priceNow()) === 60_000);
  });

  it('leave deleted products out of an export', async () => {
    const [lamp = 0, sofa = 0] = await stocked(2);
    await run('stock', 'import', put(`productId,quantity\n${lamp},1\n${sofa},2\n`), '--mode', 'reset');
    await shop.admin.delete(`/api/products/${sofa}`);
    await shop.bus.drain();
    expect((await run('stock', 'export')).output).toBe(`productId,quantity\n${lamp},1\n`);
    const exported = (await run('products', 'export')).output;
    expect(exported.trim().split('\n')).toMatchObject([expect.any(String), expect.stringMatching(`^${lamp},"lamp 0"`)]);
  });

  it('leave the file as it was when an export is interrupted', async () => {
    await stocked(2);
    const stopped = AbortSignal.abort(new Interrupted('SIGINT'));
    for (const what of ['products', 'stock']) {
      const file = put('what was there', 'before.csv');
      const ended = await command(shop.scheme, [what, 'export', file], '', stopped);
      expect(ended).toEqual({ code: 130, output: '', errors: 'Interrupted.\n' });
      expect(readFileSync(file, 'utf8')).toBe('what was there');
    }
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('change nothing when a row is invalid, and name its line and column', async () => {
    const [lamp = 0, sofa = 0] = await stocked(2);
    await shop.admin.delete(`/api/products/${sofa}`);
    await shop.bus.drain();
    const file = put(
      productCsv([
        productRow('fine'),
        productRow(''),
        productRow('lamp', '', '1.5'),
        `,"two\nlines",fine,1,https://shop.example/lamp.jpg,HOME_LIVING`,
        productRow('a'.repeat(201), '', 0),
        '',
        `,lamp,fine,1,ftp://shop.example,NOWHERE`,
        productRow('lamp', lamp),
        productRow('lamp again', lamp),
        productRow('deleted', sofa),
        productRow('unknown', 999_999),
        'too,few',
        productRow('lamp', 'x' as ''),
      ]),
    );
    const wrong = await refusals('products', 'import', file);
    expect(wrong.map(({ line, column }) => [line, column])).toEqual([
      [14, ''],
      [3, 'productName'],
      [4, 'productPrice'],
      [5, 'productName'],
      [7, 'productName'],
      [7, 'productPrice'],
      [9, 'productImageUrl'],
      [9, 'productCategory'],
      [15, 'productId'],
      [11, 'productId'],
      [12, 'productId'],
      [13, 'productId'],
    ]);
    const plain = await run('products', 'import', file);
    expect(plain.errors).toContain('line 4, productPrice: must be an integer from 1 to 10000000000\n');
    expect(plain.errors).toContain('12 problems. Nothing was changed.');
  });

  it('read Korean files of any Windows program, and say in which encoding', async () => {
    // `책 커튼`, whose bytes are also valid UTF-8: `å Ŀư`.
    const [head = '', tail = ''] = productCsv([productRow('|')]).split('|');
    const bytes = Buffer.concat([Buffer.from(head), Buffer.from('c3a520c4bfc6b0', 'hex'), Buffer.from(tail)]);
    const read = await run('products', 'import', put(bytes));
    expect(read).toMatchObject({ code: 0, output: '1 products created, 0 replaced.\n' });
    expect(read.errors).toContain('is read as CP949');
    const marked = put(Buffer.from(`\ufeff${productCsv([productRow('책 커튼')])}`, 'utf16le'));
    expect((await run('products', 'import', marked)).errors).toContain('is read as UTF-16LE');
    expect(await products()).toMatchObject([{ name: '책 커튼' }, { name: '책 커튼' }]);
  });

  it('ask for the encoding in doubt, and take the one that is named', async () => {
    const [head = '', tail = ''] = productCsv([productRow('|')]).split('|');
    const file = put(Buffer.concat([Buffer.from(head), Buffer.from('c3a5', 'hex'), Buffer.from(tail)]));
    expect(await refusals('products', 'import', file)).toMatchObject([
      { line: 2, message: expect.stringContaining('name the encoding with --encoding') },
    ]);
    for (const encoding of ['cp949', 'utf-8']) {
      expect(await run('products', 'import', file, '--encoding', encoding)).toMatchObject({ code: 0, errors: '' });
    }
    expect(await products()).toMatchObject([{ name: '책' }, { name: 'å' }]);
    expect((await run('products', 'import', file, '--encoding', 'latin1')).code).toBe(2);
  });

  it('print the first twenty problems and the number of all', async () => {
    const file = put(productCsv(Array.from({ length: 1_203 }, () => productRow('lamp', '', 'dear'))));
    expect((await run('products', 'import', file)).errors).toMatch(
      /1203 problems, of which these are the first 20\. Nothing was changed\.\n$/,
    );
  });

  it.each([
    ['is not there', undefined, 'There is no file'],
    ['is empty', '', 'is empty'],
    ['lacks a column', 'productId,productName\n1,lamp\n', 'productPrice: is missing from the header'],
    ['has a column too many', productCsv([]).replace('\n', ',color\n'), 'color: is not a column'],
    ['has a column twice', productCsv([]).replace('\n', ',productName\n'), 'productName: is in the header twice'],
    ['has a quote without an end', productCsv([productRow('"lamp')]), 'has a quote that is not closed'],
    ['has a quote in a cell', productCsv([productRow('lamp "big"')]), 'or stands within a cell'],
    [
      'has a quote without an end, and much after it',
      productCsv([',"lamp', ...Array.from({ length: 20_000 }, () => ',lamp')]),
      'is too long: a quote was not closed',
    ],
    ['is not UTF-8', Buffer.from(productCsv([productRow('caf\u00e9')]), 'latin1'), 'is not UTF-8'],
  ])('refuse a file that %s', async (_, content, reason) => {
    const before = await everything();
    const refused = await run('products', 'import', content === undefined ? path('none.csv') : put(content));
    expect(refused).toMatchObject({ code: 1, output: '', errors: expect.stringContaining(reason) });
    expect(await everything()).toEqual(before);
  });

  it('reset and increase stock as the API does, with one movement each', async () => {
    const [lamp = 0, sofa = 0, table = 0] = await stocked(3);
    await shop.admin.post(`/api/stocks/product/${lamp}/increase?quantity=7`);
    const file = put(`quantity,productId\n4,${table}\n0,${sofa}\n5,${lamp}\n`);
    expect((await run('stock', 'import', file, '--mode', 'reset')).output).toBe('3 stocks moved.\n');
    expect((await run('stock', 'export')).output).toBe(`productId,quantity\n${lamp},5\n${sofa},0\n${table},4\n`);
    const more = put(`productId,quantity\n${sofa},3\n${lamp},1\n`);
    expect((await run('stock', 'import', more, '--mode', 'increase', '--json')).output).toBe('{"moved":2}\n');
    const moved = await shop.database.query(
      'SELECT product_id, kind, delta, order_id FROM stock_movements ORDER BY movement_id',
    );
    expect(moved).toEqual(
      [
        [lamp, 'INCREASE', 7],
        [lamp, 'RESET', -2],
        [sofa, 'RESET', 0],
        [table, 'RESET', 4],
        [lamp, 'INCREASE', 1],
        [sofa, 'INCREASE', 3],
      ].map(([product_id, kind, delta]) => ({ product_id, kind, delta, order_id: null })),
    );
    await run('stock', 'export', path('stock.csv'));
    const exported = readFileSync(path('stock.csv'), 'utf8');
    expect((await run('stock', 'import', path('stock.csv'), '--mode', 'reset')).code).toBe(0);
    expect((await run('stock', 'export')).output).toBe(exported.slice(1));
    const sold = await shop.buyer(1).post('/api/orders/v1', { productId: sofa, quantity: 3 }, { prefer: 'wait=10' });
    expect(sold.body).toMatchObject({ status: 'ORDER_SUCCESS' });
    await untilHandled(shop);
    expect(await integrityViolations(shop.database)).toEqual([]);
  });

  it('import again what was exported, also a stock that a cancel has raised above the limit', async () => {
    const [lamp = 0, sofa = 0] = await stocked(2);
    await shop.admin.post(`/api/stocks/product/${lamp}/increase?quantity=1000000000`);
    const { body } = await shop
      .buyer(1)
      .post('/api/orders/v1', { productId: lamp, quantity: 5 }, { Prefer: 'wait=30' });
    await shop.admin.post(`/api/stocks/product/${lamp}/increase?quantity=5`);
    await shop.buyer(1).put(`/api/orders/${body.orderId}`);
    await shop.bus.drain();
    const exported = (await run('stock', 'export')).output;
    expect(exported).toContain(`${lamp},1000000005\n`);
    expect(await run('stock', 'import', put(exported), '--mode', 'reset')).toMatchObject({ code: 0, errors: '' });
    expect((await run('stock', 'export')).output).toBe(exported);
    const more = `productId,quantity\n${lamp},1000000006\n${sofa},1000000001\n`;
    expect((await refusals('stock', 'import', put(more), '--mode', 'reset')).map(({ line }) => line)).toEqual([2, 3]);
    expect(await integrityViolations(shop.database)).toEqual([]);
  });

  it('import again what was exported, also products that today would be refused', async () => {
    const [lamp = 0, sofa = 0] = await stocked(2);
    await shop.database.execute('UPDATE products SET name = ?, image_url = ? WHERE product_id = ?', [
      'lamp\u202epmal',
      'https://user:secret@shop.example/lamp.jpg',
      lamp,
    ]);
    const exported = (await run('products', 'export')).output;
    expect(await run('products', 'import', put(exported))).toMatchObject({ code: 0, errors: '' });
    expect((await run('products', 'export')).output).toBe(exported);
    const moved = exported.replace(`\n${sofa},`, '\n,').replace(`\n${lamp},`, `\n${sofa},`);
    expect(await refusals('products', 'import', put(moved))).toMatchObject([
      { line: 2, column: 'productName' },
      { line: 2, column: 'productImageUrl' },
    ]);
  });

  it('end the limit of a stock, and export and import it as unlimited', async () => {
    const [lamp = 0, sofa = 0] = await stocked(2);
    const csv = `productId,quantity\n${lamp},unlimited\n${sofa},4\n`;
    for (const file of [csv, csv.replace('unlimited', '"unlimited"')]) {
      expect(await run('stock', 'import', put(file), '--mode', 'reset')).toMatchObject({ code: 0, errors: '' });
      expect((await run('stock', 'export')).output).toBe(csv.replace('unlimited', '"unlimited"'));
    }
    expect((await shop.admin.get(`/api/stocks/product/${lamp}`)).body).toMatchObject({ unlimited: true });
    expect(await refusals('stock', 'import', put(csv), '--mode', 'increase')).toMatchObject([{ line: 2 }]);
    const limited = `productId,quantity\n${lamp},2\n`;
    await run('stock', 'import', put(limited), '--mode', 'reset');
    expect((await shop.admin.get(`/api/stocks/product/${lamp}`)).body).toMatchObject({ quantity: 2, unlimited: false });
    expect(await integrityViolations(shop.database, 'stock.')).toEqual([]);
  });

  it('move no stock when a row is invalid', async () => {
    const [lamp = 0, sofa = 0, table = 0] = await stocked(3);
    await shop.admin.post(`/api/stocks/product/${sofa}/increase?quantity=10`);
    const increase = put(`productId,quantity\n${lamp},5\n${sofa},999999991\n${table},1\n`);
    expect(await refusals('stock', 'import', increase, '--mode', 'increase')).toMatchObject([
      { line: 3, column: 'quantity', message: expect.stringContaining('more than 1000000000') },
    ]);
    const wrong = put(
      `productId,quantity\n${lamp},0\n${sofa},-1\n${sofa},1\n${sofa},1\n999999,1\nlamp,1\n${table},1000000001\n`,
    );
    const places = (problems: Report['first']) => problems.map(({ line, column }) => `${line} ${column}`);
    expect(places(await refusals('stock', 'import', wrong, '--mode', 'increase'))).toEqual([
      '2 quantity',
      '3 quantity',
      '7 productId',
      '8 quantity',
      '5 productId',
      '6 productId',
    ]);
    expect(places(await refusals('stock', 'import', wrong, '--mode', 'reset'))[0]).toBe('3 quantity');
    for (const mode of [[], ['--mode', 'double']]) {
      expect((await run('stock', 'import', increase, ...mode)).code).toBeGreaterThan(0);
    }
  });

  it('lose nothing and sell nothing twice during a sale', async () => {
    const ids = await stocked(200);
    const file = put(
      `productId,quantity\n${[...ids]
        .reverse()
        .map((id) => `${id},5`)
        .join('\n')}\n`,
    );
    await run('stock', 'import', file, '--mode', 'increase');
    const orders = ids.slice(0, 100).map((productId, index) =>
      shop.buyer(index + 1).post('/api/orders/products', {
        orderItems: [
          { productId, quantity: 1 },
          { productId: ids[199 - index], quantity: 1 },
        ],
      }),
    );
    const [imported] = await Promise.all([run('stock', 'import', file, '--mode', 'increase'), ...orders]);
    expect(imported.code).toBe(0);
    await untilDecided(shop);
    const [sum] = await shop.database.query<{ units: number }>('SELECT SUM(quantity) AS units FROM stocks');
    expect(Number(sum?.units)).toBe(200 * 10 - 200);
    expect(await integrityViolations(shop.database)).toEqual([]);
  });

  it('change nothing when the process is killed during an import', async () => {
    const ids = await stocked(2_000);
    const last = ids.at(-1) ?? 0;
    const before = await everything();
    await withBlockingTransaction(shop.scheme, async (holder) => {
      await holder.query('SELECT 1 FROM products WHERE product_id = ? FOR UPDATE', [last]);
      const rows = [productRow('new'), ...ids.map((id) => productRow('other', id, 1))];
      const child = commandProcess(shop.scheme, ['products', 'import', put(productCsv(rows))], 512);
      await untilBlocked(shop.database, { statement: 'SELECT product_id' });
      child.kill('SIGKILL');
      expect((await child.ended).code).toBeNull();
      await holder.rollback();
    });
    expect(await everything()).toEqual(before);
  });

  it('read sixty megabytes of products with a heap that would not hold them', async () => {
    const [text, image] = ['a lamp that shines '.repeat(50), `lamp.jpg?${'size=large&'.repeat(180)}`];
    const line = productRow('lamp').replace('it shines', text).replace('lamp.jpg', image);
    const lines = Array.from({ length: 20_000 }, () => line);
    const imported = await commandProcess(shop.scheme, ['products', 'import', put(productCsv(lines))], HEAP_MB).ended;
    expect(imported).toMatchObject({ code: 0, output: '20000 products created, 0 replaced.\n' });
    const exported = await commandProcess(shop.scheme, ['products', 'export', path('all.csv')], HEAP_MB).ended;
    expect(exported).toMatchObject({ code: 0, errors: '20000 products exported.\n' });
    expect(readFileSync(path('all.csv'), 'utf8').split('\n')).toHaveLength(20_002);
  }, 180_000);
});
