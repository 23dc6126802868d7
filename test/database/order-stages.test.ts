import { DataSource } from 'typeorm';
import { type CancelReason, ORDER_STAGES, type OrderStage } from '#order';
import { ORDER_PROGRESS, type OrderProgress } from '#order-client';
import { LatestOrders } from '../../src/modules/order/persistence/latest-orders';
import { OrderQueries } from '../../src/modules/order/persistence/order.queries';
import { ReplacementRepository } from '../../src/modules/order/persistence/replacement.repository';
import { UnpaidOrders } from '../../src/modules/order/persistence/unpaid-orders';
import { stageOf } from '../../src/modules/order/domain/stage';
import { expectIndexes } from '../support/explain';
import { openShop, type Shop } from '../support/shop';

interface Sample {
  readonly status: string;
  readonly cancelReason?: CancelReason;
  readonly requested?: number;
  readonly failed?: number;
  readonly progress?: OrderProgress;
  readonly stage: OrderStage;
}

/** Every state that an order can be in, with and without payments. */
const SAMPLES: readonly Sample[] = [
  { status: 'ORDER_BEFORE', stage: 'CREATED' },
  { status: 'ORDER_PENDING', stage: 'AWAITING_PAYMENT' },
  { status: 'ORDER_PENDING', requested: 0, failed: 0, stage: 'AWAITING_PAYMENT' },
  { status: 'ORDER_PENDING', requested: 1, failed: 0, stage: 'PAYMENT_REQUESTED' },
  { status: 'ORDER_PENDING', requested: 1, failed: 2, stage: 'PAYMENT_REQUESTED' },
  { status: 'ORDER_PENDING', requested: 0, failed: 2, stage: 'PAYMENT_FAILED' },
  { status: 'ORDER_SUCCESS', stage: 'PAYMENT_COMPLETED' },
  ...ORDER_PROGRESS.map((progress) => ({ status: 'ORDER_SUCCESS', progress, stage: progress })),
  { status: 'ORDER_FAILURE', stage: 'FAILED' },
  { status: 'ORDER_CANCELLED', stage: 'CANCELLED' },
  { status: 'ORDER_CANCELLED', cancelReason: 'BY_BUYER', stage: 'CANCELLED' },
  { status: 'ORDER_CANCELLED', cancelReason: 'BY_ADMIN', stage: 'CANCELLED' },
  { status: 'ORDER_CANCELLED', cancelReason: 'PAYMENT_REVERSED', stage: 'CANCELLED' },
  { status: 'ORDER_CANCELLED', cancelReason: 'PAYMENT_EXPIRED', stage: 'EXPIRED' },
  { status: 'ORDER_CANCELLED', cancelReason: 'PAYMENT_FAILED', stage: 'PAYMENT_FAILED' },
];
const ROWS = 4_000;
const TABLES = [
  ...['orders', 'order_items', 'order_bills', 'order_item_shares', 'order_reservations', 'order_receipts'],
  ...['order_progress', 'order_replacements'],
];

describe('orders by stage', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
    const { database } = shop;
    const samples = Array.from({ length: ROWS }, (_, index) => ({
      ...(SAMPLES[index % SAMPLES.length] as Sample),
      id: index + 1,
      user: index < SAMPLES.length ? 1 : 2 + (index % 50),
    }));
    await database.execute(
      `INSERT INTO orders
         (order_id, user_id, status, failure_reason, cancel_reason, total_count, total_price, ordered_at) VALUES ?`,
      [
        samples.map(({ id, user, status, cancelReason = null }) => [
          ...[id, user, status, status === 'ORDER_FAILURE' ? 'INSUFFICIENT_STOCK' : null],
          ...[cancelReason, 1, 100, new Date(1e12 + id)],
        ]),
      ],
    );
    await database.execute(
      'INSERT INTO order_items (order_id, line, product_id, product_name, quantity, original_price, price) VALUES ?',
      [samples.map(({ id }) => [id, 0, 1, 'lamp', 1, 100, 100])],
    );
    await database.execute('INSERT INTO order_bills VALUES ?', [
      samples.map(({ id }) => [id, 100, 0, 10, 90, 'KRW', null]),
    ]);
    await database.execute('INSERT INTO order_item_shares VALUES ?', [samples.map(({ id }) => [id, 0, 0, 10])]);
    await database.execute('INSERT INTO order_receipts VALUES ?', [
      samples.map(({ id }) => [id, id, 90, new Date(1e12)]),
    ]);
    await database.execute('INSERT INTO order_reservations VALUES ?', [
      samples
        .filter(({ requested }) => requested !== undefined)
        .map(({ id, user, requested, failed }) => [id, user, new Date(2e12), new Date(2e12), requested, failed]),
    ]);
    await database.execute('INSERT INTO order_progress VALUES ?', [
      samples.flatMap(({ id, progress }) =>
        progress === undefined ? [] : [[id, ORDER_PROGRESS.indexOf(progress) + 1, progress, new Date(1e12)]],
      ),
    ]);
    await database.execute('INSERT INTO order_replacements VALUES ?', [
      samples.filter(({ id }) => id % 2 === 0).map(({ id }) => [id - 1, id, id % 4 === 0 ? id : null]),
    ]);
    await database.query(`ANALYZE TABLE ${TABLES.join(', ')}`);
  });
  afterAll(() => shop.close());

  const get = <T>(type: abstract new (...parameters: never[]) => T): T => shop.app.get<T>(type, { strict: false });
  const queries = (): OrderQueries => get(OrderQueries);
  const all = () => queries().list(1, {}, undefined, 100);

  it('have the stage of what they have come to', async () => {
    const orders = await all();
    expect(orders.map(stageOf).reverse()).toEqual(SAMPLES.map(({ stage }) => stage));
  });

  it.each(ORDER_STAGES)('are found by %s', async (stage) => {
    const found = await queries().list(1, { stages: [stage] }, undefined, 100);
    expect(found).toEqual((await all()).filter((order) => stageOf(order) === stage));
    expect(found.length).toBeGreaterThan(0);
  });

  it('are found by several stages, of which they have one, and by a status beside', async () => {
    const stages = ['CANCELLED', 'EXPIRED', 'PAYMENT_FAILED'] as const;
    const found = await queries().list(1, { stages }, undefined, 100);
    expect(found.map(stageOf)).toEqual([
      'PAYMENT_FAILED',
      'EXPIRED',
      ...['CANCELLED', 'CANCELLED', 'CANCELLED', 'CANCELLED'],
      'PAYMENT_FAILED',
    ]);
    const pending = await queries().list(1, { status: 'ORDER_PENDING', stages }, undefined, 100);
    expect(pending.map(stageOf)).toEqual(['PAYMENT_FAILED']);
  });

  it('are read with all of their payment, by whatever is read', async () => {
    const [latest] = await new LatestOrders(shop.database, queries()).of(1, 1);
    const { orderId } = latest ?? { orderId: 0 };
    expect(latest).toMatchObject({
      payment: {
        bill: { total: 100, discount: 0, points: 10, due: 90, currency: 'KRW', userCouponId: null },
        shares: [{ discount: 0, points: 10 }],
        receipt: { paymentId: orderId, amount: 90, paidAt: new Date(1e12) },
      },
    });
    expect((await queries().list(1, {}, undefined, 1))[0]).toEqual(latest);
    expect(await queries().find(orderId, 1)).toEqual(latest);
    expect(await queries().find(orderId, 2)).toBeUndefined();
    expect((await queries().find(4, null))?.payment).toMatchObject({ replacesOrderId: 3, replacedByOrderId: null });
    expect((await queries().find(3, null))?.payment).toMatchObject({ replacesOrderId: null, replacedByOrderId: 4 });
    // The payment for the first order was refused.
    expect((await queries().find(1, null))?.payment).toMatchObject({ replacedByOrderId: null });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['one order', () => queries().find(100, 0)],
    ['a page', () => queries().list(7, {}, undefined, 21)],
    [
      'the next page of a stage',
      () =>
        queries().list(7, { stages: ['PAYMENT_REQUESTED'] }, { orderedAt: new Date(1e12 + 3_000), orderId: 3_000 }, 6),
    ],
    ['a page of each stage', () => queries().list(7, { stages: ORDER_STAGES }, undefined, 6)],
    ['the latest orders', () => new LatestOrders(shop.database, queries()).of(7, 5)],
    ['the number of unpaid orders', () => new UnpaidOrders(shop.database).countOf(7)],
    ['what was decided about late payments', () => get(ReplacementRepository).decisionsOn([1, 2])],
    ['what was ordered again', () => get(ReplacementRepository).orderedAgain([3_001, 3_002])],
  ])('are found by an index: %s', async (_, work) => {
    await expectIndexes(shop.app.get(DataSource), TABLES, work);
  });

  describe('over HTTP', () => {
    const list = (query: string) => shop.buyer(1).get(`/api/orders?${query}`);

    it('are listed by one stage or several, page by page', async () => {
      const first = await list('stage=CANCELLED,EXPIRED&limit=3');
      expect(first.body.items.map(({ stage }: { stage: string }) => stage)).toEqual([
        'EXPIRED',
        'CANCELLED',
        'CANCELLED',
      ]);
      const next = await list(`stage=CANCELLED,EXPIRED&limit=3&cursor=${first.body.nextCursor}`);
      expect(next.body.items.map(({ stage }: { stage: string }) => stage)).toEqual(['CANCELLED', 'CANCELLED']);
      expect(next.body.nextCursor).toBeNull();
    });

    it.each(['PREPARING', 'cancelled', '', 'CANCELLED,', ',', 'CANCELLED, EXPIRED', `${'EXPIRED,'.repeat(12)}EXPIRED`])(
      'are refused for the unknown stage %p',
      async (stage) => {
        const { status, body } = await list(`stage=${encodeURIComponent(stage)}`);
        expect([status, body.errors?.[0]]).toMatchObject([400, { field: 'stage', rule: 'NOT_A_CHOICE' }]);
      },
    );

    it('are refused for a stage that is given twice', async () => {
      expect((await list('stage=EXPIRED&stage=FAILED')).status).toBe(400);
      expect((await list('stage[]=EXPIRED')).status).toBe(400);
    });
  });
});
