import { DataSource } from 'typeorm';
import { DeadLetters } from '#platform/events/dead-letters';
import { PublicationQueries } from '#platform/events/publication-queries';
import { EventPublicationRepository } from '#platform/events/event-publication.repository';
import { Idempotency } from '#platform/http/idempotency/idempotency';
import { IdempotencyKeys } from '#platform/http/idempotency/idempotency-keys';
import { ScanningReads } from '#platform/limits/scanning-reads';
import { SalesFigures } from '#order';
import { AccountListQueries } from '../../src/modules/auth/persistence/account-list.queries';
import { OrderCancellation } from '../../src/modules/order/persistence/order-cancellation';
import { PaymentAuthorizer } from '../../src/modules/order/persistence/payment-authorizer';
import { PaymentReversals } from '../../src/modules/order/persistence/payment-reversals';
import { PaymentSettler } from '../../src/modules/order/persistence/payment-settler';
import { ReservationExpiry } from '../../src/modules/order/persistence/reservation-expiry';
import { OrderCompletion } from '../../src/modules/order/persistence/order-completion';
import { OrderProgressWriter } from '../../src/modules/order/persistence/order-progress-writer';
import { OrderQueries } from '../../src/modules/order/persistence/order.queries';
import { ReservedUnits } from '../../src/modules/order/persistence/reserved-units';
import { ReleaseForgottenUnits } from '../../src/modules/order/use-cases/release-forgotten-units';
import { UNLIMITED } from '../../src/modules/stock/domain/adjust';
import { StockAdjustments } from '../../src/modules/stock/persistence/stock-adjustments';
import { StockRecount } from '../../src/modules/stock/persistence/stock-recount';
import { StockReturnRepository } from '../../src/modules/stock/persistence/stock-return.repository';
import { StockRoomQueries } from '../../src/modules/stock/persistence/stock-room.queries';
import { StockQueries } from '../../src/modules/stock/persistence/stock.queries';
import { StockRepository } from '../../src/modules/stock/persistence/stock.repository';
import { expectIndexes, REQUESTER, scanOn } from '../support/explain';
import { openShop, type Shop } from '../support/shop';

const ROWS = 4_000;
const request = (orderId: number) => ({ orderId, lines: [{ productId: orderId, quantity: 1 }] });
const placed = (orderId: number) => ({ ...request(orderId), owner: { userId: 1, orderedAt: 1e12 } });
const TABLES = [
  'orders',
  'order_items',
  'order_progress',
  'stocks',
  'stock_decisions',
  'stock_movements',
  'idempotency_keys',
  'event_publications',
  'sales_by_day',
];
const nothingElse = () => Promise.resolve();

describe('every statement of a sale finds its rows by an index', () => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await openShop();
    const rows = <Row>(row: (index: number) => Row): Row[] =>
      Array.from({ length: ROWS }, (_, index) => row(index + 1));
    const { database } = shop;
    await database.execute(
      'INSERT INTO orders (order_id, user_id, status, total_count, total_price, ordered_at) VALUES ?',
      [rows((n) => [n, n % 100, n % 2 === 0 ? 'ORDER_SUCCESS' : 'ORDER_BEFORE', 1, 1, new Date(1e12 + n)])],
    );
    await database.execute(
      'INSERT INTO order_items (order_id, line, product_id, product_name, quantity, original_price, price) VALUES ?',
      [rows((n) => [n, 0, n, 'lamp', 1, 1, 1])],
    );
    await database.execute('INSERT INTO order_progress VALUES ?', [
      rows((n) => [n * 2 + 100, 1, 'SHIPPED', new Date(1e12)]),
    ]);
    await database.execute('INSERT INTO stocks (product_id, quantity) VALUES ?', [rows((n) => [n, 10])]);
    await database.execute(`INSERT INTO stock_decisions (order_id, outcome) VALUES ?`, [rows((n) => [n, 'TAKEN'])]);
    await database.execute(`INSERT INTO stock_movements (order_id, product_id, kind, delta) VALUES ?`, [
      rows((n) => [n, n, 'ORDER', -1]),
    ]);
    await database.execute('INSERT INTO idempotency_keys (user_id, idem_key, request_hash, resource_id) VALUES ?', [
      rows((n) => [n, `key-${n}`, Buffer.alloc(32), n]),
    ]);
    await database.execute(
      `INSERT INTO event_publications (id, handler, event, payload, event_count, owner, state, due_at) VALUES ?`,
      [rows((n) => [n + 1e9, 'order.take-stock', 'order.placed', '[]', 0, '', 'DEAD_LETTER', new Date(1e12)])],
    );
    await database.execute(
      `UPDATE orders SET status = 'ORDER_FAILURE', failure_reason = 'INSUFFICIENT_STOCK' WHERE order_id = 21`,
    );
    await database.execute('INSERT INTO sales_by_day VALUES ?', [rows((n) => ['2026-01-01', n, 0, n, 1, 1])]);
    await database.execute(`UPDATE orders SET sold_on = '2026-01-01' WHERE order_id = 14`);
    // Publications for a handler that no running instance has, and some to take over.
    await database.execute(
      `INSERT INTO event_publications (id, handler, event, payload, event_count, owner, due_at) VALUES ?`,
      [rows((n) => [n + 2e9, n % 100 > 0 ? 'test.unknown' : 'test.known', 'test.event', '[]', 0, '', new Date(1e12)])],
    );
    await database.query(`ANALYZE TABLE ${TABLES.join(', ')}`);
  });
  afterAll(() => shop.close());

  const get = <T>(type: abstract new (...parameters: never[]) => T): T => shop.app.get<T>(type, { strict: false });
  const key = { userId: 7, key: 'key-7', markReplayed: () => undefined };

  it.each<[string, () => Promise<unknown>]>([
    ["one's own order", () => get(OrderQueries).find(100, 0)],
    ['any order', () => get(OrderQueries).find(100, null)],
    ["a page of one's orders", () => get(OrderQueries).list(7, {}, undefined, 21)],
    ['the next page', () => get(OrderQueries).list(7, {}, { orderedAt: new Date(1e12 + 3_000), orderId: 3_000 }, 21)],
    ['a page by status', () => get(OrderQueries).list(7, { status: 'ORDER_BEFORE' }, undefined, 21)],
    [
      'the next page by status',
      () =>
        get(OrderQueries).list(
          7,
          { status: 'ORDER_BEFORE' },
          { orderedAt: new Date(1e12 + 3_000), orderId: 3_000 },
          21,
        ),
    ],
    ['the outcomes of waiting requests', () => get(OrderQueries).decidedOf([1, 2, 3])],
    ['taking stock', () => get(StockRepository).take([request(4_001), request(11)])],
    ['giving stock back', () => get(StockRepository).giveBack([request(12)])],
    ['completing', () => get(OrderCompletion).complete([{ orderId: 13, outcome: 'TAKEN' }], [placed(13)], nothingElse)],
    ['shipping', () => get(OrderProgressWriter).store({ orderId: 20, progress: 'SHIPPED', version: 1 })],
    ['finding units to give back', () => get(ReleaseForgottenUnits).execute(21)],
    ['counting reserved units', () => get(ReservedUnits).of([1])],
    ['cancelling', () => get(OrderCancellation).cancel(14, null)],
    ['expiring', () => get(ReservationExpiry).expire([{ orderId: 17, reservedUntil: new Date() }])],
    ['authorizing', () => get(PaymentAuthorizer).authorize([{ orderId: 18, purpose: 'CONFIRM' }])],
    [
      'settling',
      () =>
        get(PaymentSettler).settle({
          ...{ paymentId: 1, orderId: 19, outcome: 'CAPTURED', amount: 1, currency: 'KRW', failedAttempts: 0 },
        }),
    ],
    ['reversing', () => get(PaymentReversals).reverse({ paymentId: 1, orderId: 19 })],
    [
      'authorizing for a deposit',
      () => get(PaymentAuthorizer).authorize([{ orderId: 18, purpose: 'DEPOSIT', depositDueAt: new Date(2e12) }]),
    ],
    ['the quantities of stocks', () => get(StockQueries).find([1, 2, 3])],
    ['increasing a stock', () => get(StockAdjustments).adjust('increase', () => [[{ productId: 15, quantity: 1 }]])],
    ['resetting a stock', () => get(StockAdjustments).adjust('reset', () => [[{ productId: 16, quantity: 1 }]])],
    [
      'giving a stock a limit again',
      () => get(StockAdjustments).adjust('reset', () => [[{ productId: 20, quantity: 1 }]]),
    ],
    [
      'selling and restocking a stock without a limit',
      async () => {
        const lines = [{ productId: 21, quantity: 1 }];
        await get(StockAdjustments).adjust('reset', () => [[{ productId: 21, quantity: UNLIMITED }]]);
        await get(StockRepository).take([{ orderId: 4_002, lines }]);
        await get(StockReturnRepository).restock([{ returnId: 1, orderId: 4_002, lines }]);
      },
    ],
    [
      'recounting a stock',
      async () => {
        await get(StockAdjustments).adjust('increase', () => [[{ productId: 22, quantity: 1 }]]);
        await get(StockRecount).recount(22);
      },
    ],
    ['the movements of a product', () => get(StockRoomQueries).movements(23, 4_000, 21)],
    [
      'stocks that run low',
      () => {
        scanOn(shop.database, get(ScanningReads));
        return get(StockRoomQueries).below(5, { after: 100, limit: 21 }, REQUESTER);
      },
    ],
    [
      'a repeated request',
      () =>
        get(Idempotency)
          .run({ key, scope: 'test', request: 1 }, () => Promise.resolve(1))
          .catch(() => undefined),
    ],
    ['the number of publications that are due or dead letters', () => get(PublicationQueries).waiting()],
    ['dead letters', () => get(DeadLetters).list(0, 21)],
    ['retrying a dead letter', () => get(DeadLetters).retry(1)],
    ['orders that events name', () => get(PublicationQueries).named(['order.take-stock'], 'orderId', [1])],
    ['publications that are late', () => get(PublicationQueries).late(['order.take-stock'], 5)],
    ['taking over publications', () => get(EventPublicationRepository).claim('self', ['test.known'], new Set(), true)],
    ['removing completed publications', () => get(EventPublicationRepository).remove([1, 2])],
    [
      'claiming keys',
      () =>
        shop.database.transaction((tx) =>
          get(IdempotencyKeys).claimAll(tx, [
            { claim: { userId: 7, key: 'key-7', hash: Buffer.alloc(32) }, resourceId: 1 },
            { claim: { userId: 8, key: 'new', hash: Buffer.alloc(32) }, resourceId: 2 },
          ]),
        ),
    ],
  ])('%s', async (_, work) => {
    const accesses = await expectIndexes(get(DataSource), TABLES, work);
    expect(accesses.length).toBeGreaterThan(0);
    for (const access of accesses) expect(access.type).not.toBe('index');
    const sorts = accesses.filter(({ table, extra }) => table === 'orders' && extra.includes('filesort'));
    expect(sorts).toEqual([]);
  });

  it('reads a page of a ledger without sorting, and no more than the page', async () => {
    await shop.database.execute('UPDATE stock_movements SET product_id = 24 WHERE product_id > 2000');
    await shop.database.query('ANALYZE TABLE stock_movements');
    const page = () => get(StockRoomQueries).movements(24, 3_900, 21);
    const accesses = await expectIndexes(get(DataSource), ['stock_movements'], page);
    expect(accesses.map(({ key }) => key)).toEqual(['ix_stock_movements_product']);
    expect(accesses[0]?.extra).not.toContain('filesort');
    expect((await page()).map(({ movementId }) => movementId)).toEqual(
      Array.from({ length: 21 }, (_, index) => 3_899 - index),
    );
  });

  it('looks for publications to take over among those of the handlers that it knows only', async () => {
    const claim = () => get(EventPublicationRepository).claim('self', ['test.known', 'test.idle'], new Set(), true);
    const accesses = await expectIndexes(get(DataSource), ['event_publications'], claim);
    const locked = accesses.filter(({ sql }) => sql.includes('SKIP LOCKED'));
    expect(locked.length).toBeGreaterThan(0);
    for (const { key, type, rows } of accesses.filter(({ sql }) => sql.startsWith('SELECT'))) {
      expect(`${key} ${type}`).toBe('ix_event_publications_due range');
      expect(rows).toBeLessThan(ROWS / 10);
    }
  });
});

describe('sales are read by an index', () => {
  const PRODUCTS = 1_000;
  let shop: Shop;
  let figures: SalesFigures;

  beforeAll(async () => {
    shop = await openShop();
    figures = shop.app.get(SalesFigures, { strict: false });
    const day = (date: number) =>
      Array.from({ length: PRODUCTS + 16 }, (_, index) =>
        index < 16
          ? [`2026-01-0${date}`, 0, index, 100 * index, 1, 1]
          : [`2026-01-0${date}`, index, 0, (index * 7_919) % PRODUCTS, 1, 1],
      );
    for (const date of [1, 2, 3, 4]) await shop.database.execute('INSERT INTO sales_by_day VALUES ?', [day(date)]);
    await shop.database.query('ANALYZE TABLE sales_by_day');
  });
  afterAll(() => shop.close());

  const accessOf = (work: () => Promise<unknown>) => expectIndexes(shop.app.get(DataSource), ['sales_by_day'], work);

  it('a list of the day walks the index of units without sorting', async () => {
    const [access] = await accessOf(() => figures.mostSold('2026-01-02', '2026-01-02', 200));
    expect(access?.key).toBe('ix_sales_by_day_units');
    expect(access?.extra).not.toContain('filesort');
    expect(access?.extra).toContain('Using index');
    const listed = await figures.mostSold('2026-01-02', '2026-01-02', 2);
    expect(listed.map(({ productId }) => productId > 0)).toEqual([true, true]);
  });

  it.each([
    ['a sum over days reads the rows of these days', () => figures.mostSold('2026-01-02', '2026-01-03', 200)],
    ['the units of some products are found by their keys', () => figures.unitsOf([20, 30], '2026-01-02', '2026-01-03')],
  ])('%s', async (_, work) => {
    const accesses = await accessOf(work);
    expect(accesses).not.toEqual([]);
    for (const access of accesses) {
      expect(`${access.key} ${access.type}`).toMatch(/^(PRIMARY|ix_sales_by_day_units) range$/);
      expect(access.rows).toBeLessThanOrEqual(2 * (PRODUCTS + 16) + 100);
    }
  });
});

describe('a page of accounts is read by an index', () => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await openShop();
    const account = (n: number) => [
      n,
      `person${n}@example.com`,
      '',
      'USER',
      STATUSES[n % 4],
      1,
      '',
      new Date(1e12 + n),
    ];
    await shop.database.execute(
      `INSERT INTO accounts (account_id, email, name, role, status, version, password_hash, created_at) VALUES ?`,
      [Array.from({ length: ROWS }, (_, index) => account(index + 1))],
    );
    await shop.database.query('ANALYZE TABLE accounts');
    scanOn(shop.database, shop.app.get(ScanningReads));
  });
  afterAll(() => shop.close());

  const STATUSES = ['ACTIVE', 'ACTIVE', 'ACTIVE', 'WITHDRAWN'];
  const [none, after] = [undefined, { createdAt: new Date(1e12 + 3_000), authId: 3_000 }];

  it.each([
    ['all of them', none, none, none, 'ix_accounts_created'],
    ['all of them, the next page', none, none, after, 'ix_accounts_created'],
    ['by status', none, 'withdrawn', none, 'ix_accounts_status_created'],
    ['by status, the next page', none, 'withdrawn', after, 'ix_accounts_status_created'],
    ['by the beginning of the e-mail', 'person77', none, none, 'ix_accounts_email_created'],
    ['by a beginning that most have', 'person', none, after, 'ix_accounts_email_created'],
    ['by both', 'person7', 'active', after, 'ix_accounts_email_created'],
  ] as const)('%s', async (_, email, status, from, index) => {
    const page = () => shop.app.get(AccountListQueries, { strict: false }).list({ email, status }, from, 21, REQUESTER);
    const accesses = await expectIndexes(shop.app.get(DataSource), ['accounts'], page);
    expect(accesses.map(({ key }) => key).sort()).toEqual(['PRIMARY', index].sort());
    const found = accesses.find(({ key }) => key === index);
    // Only rows found by their e-mail are sorted, by the index alone; only the rows of the page are read.
    expect(found?.extra.includes('filesort')).toBe(email !== undefined);
    expect(found?.extra).toContain('Using index');
    if (email !== undefined) expect(found?.type).toBe('range');
  });
});
