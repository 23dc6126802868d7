import { DataSource } from 'typeorm';
import type { Transaction } from '#platform/database/transaction';
import type { EventBatch, EventHandler } from '#platform/events/event-handler';
import { type CompletedReturn, type MovedReturn, ReturnCompleted } from '#shipping';
import { GivePointsOfReturnsBack, RefundReturns } from '../../src/modules/payment/use-cases/pay-back-returns';
import { ReturnEndings } from '../../src/modules/shipping/persistence/return-endings';
import { ReturnQueries } from '../../src/modules/shipping/persistence/return.queries';
import { ReturnRepository } from '../../src/modules/shipping/persistence/return.repository';
import { CompleteReturns } from '../../src/modules/shipping/use-cases/complete-returns';
import { RestockReturns, SendReturnProgress } from '../../src/modules/shipping/use-cases/work-off-returns';
import type { PaymentSimulator } from '../../tools/pg/payment-simulator';
import type { Caller } from '../support/caller';
import { claim, createCoupon } from '../support/coupons';
import { expectIndexes } from '../support/explain';
import { integrityViolations, untilHandled } from '../support/integrity';
import { chargePoints } from '../support/payments';
import { openSimulator, variablesOf } from '../support/payment-simulator';
import { deliver, makeReturnsDue } from '../support/returns';
import { openShop, type Shop } from '../support/shop';
import { until } from '../support/until';

const PRICE = 10_000;
let simulator: PaymentSimulator;
let shop: Shop;
/** another instance, where orders are not to be paid */
let free: Shop;
let user = 0;
let buyer: Caller;
let productId = 0;
beforeAll(async () => {
  simulator = await openSimulator({ cancelPauseMs: 0 });
  shop = await openShop({ variables: { ...variablesOf(simulator), SHIPPING: 'on' } });
  free = await openShop({ beside: shop, variables: { SHIPPING: 'on' } });
});
beforeEach(async () => {
  buyer = shop.buyer(++user);
  productId = await shop.stocked(3, PRICE);
});
afterEach(async () => {
  await untilHandled(shop);
  expect(await integrityViolations(shop.database)).toEqual([]);
});
afterAll(async () => {
  await free.close();
  await shop.close();
  await simulator.close();
});

interface Order {
  readonly method?: 'CARD' | 'POINTS';
  readonly usePoints?: number;
  readonly userCouponId?: number | undefined;
}

/** Three lamps for 10,000 each that are paid and have arrived. @returns the order's id */
async function deliveredLamps({ method = 'POINTS', usePoints = 0, userCouponId }: Order = {}): Promise<number> {
  await chargePoints(shop, user, 3 * PRICE);
  const order = { productId, quantity: 3, usePoints, ...(userCouponId !== undefined && { userCouponId }) };
  const { orderId } = (await buyer.post('/api/orders/v1', order, { Prefer: 'wait=30' })).body;
  await buyer.post(`/api/orders/${orderId}/payment`, { method }, { Prefer: 'wait=30' });
  if (method === 'CARD') await buyer.post(`/api/orders/${orderId}/payment/complete`);
  await deliver(shop, orderId);
  return orderId;
}

const ask = (orderId: number, quantity?: number, caller: Caller = buyer, headers = {}) =>
  caller.put(
    `/api/orders/${orderId}/return`,
    quantity === undefined ? undefined : { items: [{ productId, quantity }] },
    headers,
  );
const end = (returnId: number, status: 'COMPLETED' | 'REJECTED') =>
  shop.admin.patch(`/api/returns/${returnId}/status?status=${status}`);
const balance = async (): Promise<number> => (await buyer.get('/api/points')).body.balance;
const left = async (): Promise<number> => (await shop.admin.get(`/api/stocks/product/${productId}`)).body.quantity;
const stageOf = async (orderId: number): Promise<string> => (await buyer.get(`/api/orders/${orderId}`)).body.stage;
const refundsOf = async (orderId: number): Promise<[amount: number, cause: string, status: string][]> =>
  (await buyer.get(`/api/orders/${orderId}/payment`)).body.refunds.map(
    ({ amount, cause, status }: { amount: number; cause: string; status: string }) => [amount, cause, status],
  );
const refunded = (orderId: number, count: number) =>
  until(async () => {
    const refunds = await refundsOf(orderId);
    return refunds.length === count && refunds.every(([, , status]) => status === 'DONE');
  });
/** Hands events over to a handler, as a publication that is handled once more. */
const repeat = <Payload>(
  handler: abstract new (...parameters: never[]) => EventHandler<Payload>,
  ...events: Payload[]
): Promise<void> => {
  const done = (): Promise<void> => Promise.resolve();
  const batch: EventBatch<Payload> = { events, position: 0, complete: done, advance: done };
  return shop.app.get<EventHandler<Payload>>(handler, { strict: false }).handle(batch);
};

it('of one of three lamps refunds a third to the won, money and points, and its unit can be bought', async () => {
  const kept = simulator.view().totals.kept;
  const [, userCouponId] = await claim(buyer, await createCoupon(shop.admin));
  const orderId = await deliveredLamps({ method: 'CARD', usePoints: 2_000, userCouponId: userCouponId as number });
  expect([simulator.view().totals.kept - kept, await balance(), await left()]).toEqual([27_000, 28_000, 0]);

  const { status, body } = await ask(orderId, 1);
  expect([status, body]).toEqual([
    200,
    {
      ...{ returnId: expect.any(Number), orderId, status: 'RETURN_REQUESTED', reason: null },
      items: [{ productId, quantity: 1, refundMoney: 9_000, refundPoints: 666 }],
      ...{ requestedAt: expect.any(String), completedAt: null },
    },
  ]);
  await untilHandled(shop);
  expect([await stageOf(orderId), await left(), await balance()]).toEqual(['RETURN_REQUESTED', 0, 28_000]);

  const completed = await end(body.returnId, 'COMPLETED');
  expect(completed.body).toEqual({ ...body, status: 'RETURNED', completedAt: expect.any(String) });
  await until(async () => (await left()) === 1);
  const other = shop.buyer(9_000);
  const again = await other.post('/api/orders/v1', { productId, quantity: 1 }, { Prefer: 'wait=30' });
  expect(again.body.status).toBe('ORDER_PENDING');
  await refunded(orderId, 1);
  await untilHandled(shop);
  expect([await refundsOf(orderId), simulator.view().totals.kept - kept]).toEqual([
    [[9_000, 'RETURN', 'DONE']],
    18_000,
  ]);
  expect([await balance(), await stageOf(orderId)]).toEqual([28_666, 'DELIVERED']);

  // The rest comes back: what is paid back sums up to what was paid, and the coupon stays used.
  const rest = await ask(orderId);
  expect(rest.body.items).toEqual([{ productId, quantity: 2, refundMoney: 18_000, refundPoints: 1_334 }]);
  await end(rest.body.returnId, 'COMPLETED');
  await refunded(orderId, 2);
  await untilHandled(shop);
  expect([simulator.view().totals.kept - kept, await balance(), await left()]).toEqual([0, 30_000, 2]);
  const order = (await buyer.get(`/api/orders/${orderId}`)).body;
  expect([order.status, order.stage]).toEqual(['ORDER_SUCCESS', 'RETURNED']);
  expect((await buyer.get('/api/coupons/mine')).body.items).toMatchObject([{ userCouponId, status: 'USED' }]);
  expect((await buyer.get(`/api/orders/${orderId}/return`)).body).toMatchObject([
    { returnId: body.returnId, status: 'RETURNED' },
    { returnId: rest.body.returnId, status: 'RETURNED' },
  ]);
  const nothingLeft = await ask(orderId);
  expect([nothingLeft.status, nothingLeft.body.code, nothingLeft.body.about]).toEqual([
    ...[409, 'ORDER_NOT_RETURNABLE', { reason: 'NOTHING_LEFT' }],
  ]);
});

it('of an order that was paid by points gives them back as points', async () => {
  const orderId = await deliveredLamps();
  expect(await balance()).toBe(0);
  const { body } = await ask(orderId, 1);
  await end(body.returnId, 'COMPLETED');
  await refunded(orderId, 1);
  expect([await refundsOf(orderId), await balance()]).toEqual([[[10_000, 'RETURN', 'DONE']], 10_000]);
});

it('of an order that was placed without payments brings its units back, and no money', async () => {
  const { orderId } = (await free.buyer(user).post('/api/orders/v1', { productId, quantity: 3 }, { Prefer: 'wait=30' }))
    .body;
  await deliver(shop, orderId);
  const { body } = await ask(orderId, 2);
  expect(body.items).toEqual([{ productId, quantity: 2, refundMoney: 0, refundPoints: 0 }]);
  await end(body.returnId, 'COMPLETED');
  await untilHandled(shop);
  expect([await left(), await balance()]).toEqual([2, 0]);
});

it('is made once by many requests at once on two instances; those for other units are refused', async () => {
  const orderId = await deliveredLamps();
  const requests = Array.from({ length: 12 }, (_, index) =>
    ask(orderId, (index % 2) + 1, [shop, free][(index >> 1) & 1]?.buyer(user)),
  );
  const replies = await Promise.all(requests);
  const won = replies.filter(({ status }) => status === 200);
  const returnId = won[0]?.body.returnId;
  expect(won).toHaveLength(6);
  for (const { body } of won) expect(body).toEqual(won[0]?.body);
  for (const { status, body } of replies.filter((reply) => !won.includes(reply))) {
    expect([status, body.code, body.about]).toEqual([409, 'RETURN_OPEN', { returnId }]);
  }
  expect((await buyer.get(`/api/orders/${orderId}/return`)).body).toEqual([won[0]?.body]);
});

it('has one effect per key, also when it has ended meanwhile', async () => {
  const orderId = await deliveredLamps();
  const key = { 'Idempotency-Key': `return-${orderId}` };
  const first = await ask(orderId, 1, buyer, key);
  await end(first.body.returnId, 'COMPLETED');
  const again = await ask(orderId, 1, buyer, key);
  expect([again.body.returnId, again.body.status]).toEqual([first.body.returnId, 'RETURNED']);
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  const other = await ask(orderId, 2, buyer, key);
  expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  // Without the key it is another lamp.
  const second = await ask(orderId, 1);
  expect([second.status, second.body.returnId === first.body.returnId]).toEqual([200, false]);
});

it('is refused for orders that were not delivered, units that there are not, and orders of other users', async () => {
  const orderId = await deliveredLamps();
  const tooMany = await ask(orderId, 4);
  expect([tooMany.status, tooMany.body.code, tooMany.body.about]).toEqual([
    ...[409, 'ORDER_NOT_RETURNABLE', { reason: 'TOO_MANY', items: [{ productId, quantity: 3 }] }],
  ]);
  const stranger = shop.buyer(9_001);
  for (const reply of [await ask(orderId, 1, stranger), await stranger.get(`/api/orders/${orderId}/return`)]) {
    expect([reply.status, reply.body.code]).toEqual([404, 'ORDER_NOT_FOUND']);
  }
  await shop.database.execute(
    `UPDATE shipments SET state = 'SHIPPED', delivered_at = NULL, shipped_at = NOW(3) WHERE order_id = ?`,
    [orderId],
  );
  const early = await ask(orderId, 1);
  expect([early.status, early.body.code, early.body.about]).toEqual([
    ...[409, 'ORDER_NOT_RETURNABLE', { reason: 'NOT_DELIVERED' }],
  ]);
  expect((await ask(orderId, 1, shop.admin)).status).toBe(409);
  await shop.database.execute(`UPDATE shipments SET state = 'DELIVERED', delivered_at = NOW(3) WHERE order_id = ?`, [
    orderId,
  ]);
});

it('is refused when its time has ended while it waited for the order, by the clock of the database', async () => {
  const orderId = await deliveredLamps();
  await shop.database.execute(
    'UPDATE shipments SET delivered_at = NOW(3) - INTERVAL 1 DAY + INTERVAL 1500000 MICROSECOND WHERE order_id = ?',
    [orderId],
  );
  const isOver = async (tx: Pick<Transaction, 'query'>): Promise<boolean> =>
    (
      await tx.query('SELECT 1 FROM shipments WHERE order_id = ? AND delivered_at + INTERVAL 1 DAY <= NOW(3)', [
        orderId,
      ])
    ).length > 0;
  let asked: ReturnType<typeof ask> | undefined;
  await shop.database.transaction(async (tx) => {
    await tx.query('SELECT 1 FROM shipments WHERE order_id = ? FOR UPDATE', [orderId]);
    asked ??= ask(orderId, 1);
    await until(() => isOver(tx));
  });
  const late = await asked;
  expect([late?.status, late?.body.code, late?.body.about]).toEqual([
    ...[409, 'RETURN_WINDOW_OVER', { until: expect.any(String) }],
  ]);
  // An administrator can, for its buyer.
  const { status, body } = await ask(orderId, 1, shop.admin);
  await end(body.returnId, 'COMPLETED');
  await refunded(orderId, 1);
  expect([status, await balance()]).toEqual([200, 10_000]);
});

it('ends once, by hand or by the clock of either instance; units of a rejected one can be returned again', async () => {
  const orderId = await deliveredLamps();
  const { body: first } = await ask(orderId, 3);
  expect((await end(first.returnId, 'REJECTED')).body.status).toBe('REJECTED');
  expect((await end(first.returnId, 'REJECTED')).status).toBe(200);
  const contrary = await end(first.returnId, 'COMPLETED');
  expect([contrary.status, contrary.body.code, contrary.body.about]).toEqual([
    ...[409, 'DELIVERY_STATUS_INVALID', { status: 'REJECTED' }],
  ]);
  await untilHandled(shop);
  expect([await stageOf(orderId), await left()]).toEqual(['DELIVERED', 0]);

  const { body: second } = await ask(orderId, 3);
  expect(second.items).toEqual(first.items);
  const pollers = [shop, free].map(({ app }) => app.get(CompleteReturns, { strict: false }));
  await Promise.all(pollers.map((poller) => poller.execute()));
  expect((await buyer.get(`/api/orders/${orderId}/return`)).body[1].status).toBe('RETURN_REQUESTED');
  await makeReturnsDue(shop, orderId);
  const ends = await Promise.all([...pollers.map((poller) => poller.execute()), end(second.returnId, 'COMPLETED')]);
  expect(ends.at(-1)).toMatchObject({ status: 200, body: { status: 'RETURNED' } });
  await refunded(orderId, 1);
  expect([await left(), await balance()]).toEqual([3, 30_000]);
  expect((await end(second.returnId, 'REJECTED')).status).toBe(409);
  expect((await end(999_999_999, 'REJECTED')).body.code).toBe('RETURN_NOT_FOUND');
});

it('that fails alone when it is due does not keep others from being completed', async () => {
  const orders = [await deliveredLamps()];
  productId = await shop.stocked(3, PRICE);
  orders.push(await deliveredLamps());
  const returnIds: number[] = [];
  for (const orderId of orders) returnIds.push((await ask(orderId)).body.returnId);
  for (const orderId of orders) await makeReturnsDue(shop, orderId);
  const endings = shop.app.get(ReturnEndings, { strict: false });
  const complete = endings.complete.bind(endings);
  endings.complete = (due) =>
    due.some(({ returnId }) => returnId === returnIds[0]) ? Promise.reject(new Error('It is broken')) : complete(due);
  await shop.app.get(CompleteReturns, { strict: false }).execute();
  endings.complete = complete;
  const states = orders.map(async (orderId) => (await buyer.get(`/api/orders/${orderId}/return`)).body[0].status);
  expect(await Promise.all(states)).toEqual(['RETURN_REQUESTED', 'RETURNED']);
  expect((await end(returnIds[0] as number, 'COMPLETED')).status).toBe(200);
});

it('is worked off once by each handler, however often and in whatever order its events come', async () => {
  const orderId = await deliveredLamps({ usePoints: 3_000 });
  const events: CompletedReturn[] = [];
  const publish = shop.bus.publish.bind(shop.bus);
  shop.bus.publish = async (tx, event, payloads, options) => {
    if (event.name === ReturnCompleted.name) events.push(...(payloads as unknown as CompletedReturn[]));
    return publish(tx, event, payloads, options);
  };
  const { body } = await ask(orderId, 1);
  await end(body.returnId, 'COMPLETED');
  shop.bus.publish = publish;
  const [completed] = events;
  if (completed === undefined) throw new Error('The return was not completed');
  expect(completed).toMatchObject({ userId: user, money: 9_000, points: 1_000, lines: [{ productId, quantity: 1 }] });
  const handlers = [RestockReturns, RefundReturns, GivePointsOfReturnsBack];
  await Promise.all([...handlers, ...handlers].map((handler) => repeat<CompletedReturn>(handler, completed)));
  await refunded(orderId, 1);
  await untilHandled(shop);
  for (const handler of handlers) await repeat<CompletedReturn>(handler, completed, completed);
  await refunded(orderId, 1);
  expect([await left(), await balance()]).toEqual([1, 10_000]);

  const moved = { returnId: body.returnId, orderId, userId: user, allReturned: false };
  await repeat<MovedReturn>(SendReturnProgress, { ...moved, state: 'RETURN_REQUESTED', version: 3 });
  expect(await stageOf(orderId)).toBe('DELIVERED');
  await repeat<MovedReturn>(SendReturnProgress, { ...moved, state: 'REJECTED', version: 6 });
  await repeat<MovedReturn>(SendReturnProgress, { ...moved, state: 'RETURN_REQUESTED', version: 5 });
  expect(await stageOf(orderId)).toBe('DELIVERED');
});

it('is listed for administrators by its state, newest first', async () => {
  const orderId = await deliveredLamps();
  const { body } = await ask(orderId, 1);
  const { items: open } = (await shop.admin.get('/api/returns?status=RETURN_REQUESTED&limit=100')).body;
  expect(open).toContainEqual(body);
  expect(new Set(open.map(({ status }: { status: string }) => status))).toEqual(new Set(['RETURN_REQUESTED']));
  const first = (await shop.admin.get('/api/returns?limit=1')).body;
  const next = (await shop.admin.get(`/api/returns?limit=1&cursor=${first.nextCursor}`)).body;
  expect(next.items[0].returnId).toBeLessThan(first.items[0].returnId);
  expect((await buyer.get('/api/returns')).status).toBe(403);
  expect((await buyer.patch(`/api/returns/${body.returnId}/status?status=COMPLETED`)).status).toBe(403);
});

it('and every other step with returns finds its rows by an index', async () => {
  const FIRST = 5_000_000;
  const rows = Array.from({ length: 4_000 }, (_, index) => FIRST + index);
  const { database, bus, app } = shop;
  await database.execute(
    'INSERT INTO shipments (order_id, user_id, state, tracking_number, courier, shipped_at, delivered_at) VALUES ?',
    [rows.map((id) => [id, user, 'DELIVERED', `T${id}`, 'x', new Date(), new Date()])],
  );
  // One in a hundred is due, one is open without a time, and the others have ended. The last order has none.
  const isOpen = (id: number): boolean => id % 50 === 0;
  const ended = (id: number): string => (id % 3 === 0 ? 'REJECTED' : 'RETURNED');
  await database.execute(
    `INSERT INTO shipment_returns (return_id, order_id, user_id, state, open, ordinal, all_returned, completed_at, due_at) VALUES ?`,
    [
      rows.slice(0, -1).map((id) => {
        const state = isOpen(id) ? ['RETURN_REQUESTED', 1] : [ended(id), null];
        return [id, id, user, ...state, 1, 0, isOpen(id) ? null : new Date(), id % 100 === 0 ? new Date(0) : null];
      }),
    ],
  );
  await database.execute(
    'INSERT INTO shipment_return_lines (return_id, product_id, quantity, money, points) VALUES ?',
    [rows.slice(0, -1).map((id) => [id, productId, 1, 0, 0])],
  );
  const tables = ['shipments', 'shipment_returns', 'shipment_return_lines'];
  await database.query(`ANALYZE TABLE ${tables.join(', ')}`);
  const get = <T>(type: abstract new (...parameters: never[]) => T): T => app.get<T>(type, { strict: false });
  const publish = bus.publish;
  bus.publish = () => Promise.resolve();
  const orderId = FIRST + 3_999;
  const lamp = { productId, productName: 'lamp', quantity: 3, price: PRICE, discountShare: 0, pointsShare: 0 };
  const order = {
    orderId,
    userId: user,
    status: 'ORDER_SUCCESS',
    orderDate: new Date(),
    totalPrice: 3 * PRICE,
  } as const;
  try {
    const accesses = await expectIndexes(get(DataSource), tables, async () => {
      const due = await get(ReturnEndings).due(20);
      await get(ReturnEndings).due(20, due.at(-1));
      await get(ReturnEndings).hasDue();
      await get(ReturnEndings).complete(due);
      await get(ReturnEndings).end(FIRST + 50, 'REJECTED');
      await get(ReturnQueries).list(undefined, undefined, 21);
      await get(ReturnQueries).list('RETURN_REQUESTED', FIRST + 3_000, 21);
      await get(ReturnQueries).ofOrder(FIRST);
      await get(ReturnRepository).request({
        order: { ...order, lines: [lamp], receipt: null, address: null },
        wish: { items: undefined, reason: null },
        ...{ ignoresWindow: false, claim: undefined },
      });
    });
    // A list of all stops after its limit, which the estimate does not know.
    const judged = accesses.filter(({ sql }) => !sql.includes('return_id > 0'));
    expect(Math.max(...judged.map((access) => access.rows))).toBeLessThan(500);
  } finally {
    bus.publish = publish;
    await database.execute(
      'DELETE FROM shipment_return_lines WHERE return_id IN (SELECT return_id FROM shipment_returns WHERE order_id >= ?)',
      [FIRST],
    );
    await database.execute('DELETE FROM shipment_returns WHERE order_id >= ?', [FIRST]);
    await database.execute('DELETE FROM shipments WHERE order_id >= ?', [FIRST]);
  }
});
