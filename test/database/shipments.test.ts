import { DataSource } from 'typeorm';
import { ScanningReads } from '#platform/limits/scanning-reads';
import { OrderClient } from '#order-client';
import { ShippingClient } from '#shipping';
import { ShipmentMoves } from '../../src/modules/shipping/persistence/shipment-moves';
import { ShipmentQueries } from '../../src/modules/shipping/persistence/shipment.queries';
import { MoveShipments } from '../../src/modules/shipping/use-cases/move-shipments';
import { PrepareShipmentsWhenOrdersSettled } from '../../src/modules/shipping/use-cases/prepare-shipments-when-orders-settled';
import { ShippingSwitch } from '../../src/modules/shipping/use-cases/shipping-switch';
import { command } from '../support/command-line';
import { integrityViolations } from '../support/integrity';
import { expectIndexes } from '../support/explain';
import { openShop, type Shop } from '../support/shop';

interface ShipmentRow {
  state: string;
  trackingNumber: string;
  courier: string;
  shippedAt: Date | null;
  deliveredAt: Date | null;
  /** from the start, the shipping or the delivery on; null: by hand */
  dueAfterS: number | null;
}

describe('shipments', () => {
  let shop: Shop;
  let productId: number;
  let lastUser = 0;
  beforeAll(async () => {
    shop = await openShop({ variables: { SHIPPING: 'on', SHIP_AFTER_S: '3600', DELIVER_AFTER_S: '7200' } });
    productId = await shop.stocked(10_000);
  });
  afterAll(async () => {
    expect(await integrityViolations(shop.database)).toEqual([]);
    await shop.close();
  });

  const get = <T>(type: abstract new (...parameters: never[]) => T, at = shop): T =>
    at.app.get<T>(type, { strict: false });
  const order = async (userId = ++lastUser, at = shop): Promise<number> => {
    const { body } = await at.buyer(userId).post('/api/orders/v1', { productId, quantity: 1 }, { Prefer: 'wait=20' });
    expect(body.status).toBe('ORDER_SUCCESS');
    await at.bus.drain();
    return body.orderId as number;
  };
  const shipment = async (orderId: number): Promise<ShipmentRow | undefined> => {
    const [row] = await shop.database.query<ShipmentRow>(
      `SELECT state, tracking_number AS trackingNumber, courier, shipped_at AS shippedAt, delivered_at AS deliveredAt,
         TIMESTAMPDIFF(SECOND, COALESCE(shipped_at, started_at), due_at) AS dueAfterS
       FROM shipments WHERE order_id = ?`,
      [orderId],
    );
    return row && { ...row, dueAfterS: row.dueAfterS === null ? null : Number(row.dueAfterS) };
  };
  const stateOf = async (orderId: number): Promise<string | undefined> => (await shipment(orderId))?.state;
  const progressOf = async (orderId: number): Promise<string | undefined> => {
    const [row] = await shop.database.query<{ progress: string }>(
      'SELECT progress FROM order_progress WHERE order_id = ?',
      [orderId],
    );
    return row?.progress;
  };
  const makeDue = (orderIds: readonly number[], secondsAgo = 0): Promise<unknown> =>
    shop.database.execute('UPDATE shipments SET due_at = NOW(3) - INTERVAL ? SECOND WHERE order_id IN (?)', [
      secondsAgo,
      orderIds,
    ]);
  const move = (): Promise<void> => get(MoveShipments).execute();
  const moved = async (...orderIds: readonly number[]): Promise<void> => {
    await makeDue(orderIds);
    await move();
  };
  const cancel = (orderId: number, userId: number) => shop.buyer(userId).put(`/api/orders/${orderId}`);
  const patch = (orderId: number, status: string, body?: object) =>
    shop.admin.patch(`/api/delivery/${orderId}/status?status=${status}`, body);
  const settled = async (orderId: number, userId: number, at = shop): Promise<void> => {
    const event = { orderId, userId, status: 'ORDER_SUCCESS', failureReason: null } as const;
    await get(PrepareShipmentsWhenOrdersSettled, at).handle({
      events: [event],
      position: 0,
      complete: () => Promise.resolve(),
      advance: () => Promise.resolve(),
    });
  };

  describe('by the clock', () => {
    it('is made once for a completed order, and for no other', async () => {
      const userId = ++lastUser;
      const orderId = await order(userId);
      const made = await shipment(orderId);
      expect(made).toMatchObject({ state: 'SHIPMENT_PREPARING', courier: 'HotDeal Delivery', dueAfterS: 3_600 });
      expect(made?.trackingNumber).toMatch(new RegExp(`^HD${orderId}-[2-9A-HJ-NP-Z]{10}$`));
      await settled(orderId, userId);
      expect(await shipment(orderId)).toEqual(made);
      const sold = { productId: await shop.stocked(1), quantity: 1 };
      const other = await shop.buyer(userId).post('/api/orders/v1', { ...sold, quantity: 2 }, { Prefer: 'wait=20' });
      await shop.bus.drain();
      expect([other.body.status, await shipment(other.body.orderId as number)]).toEqual(['ORDER_FAILURE', undefined]);
    });

    it('is shipped and delivered when it is due, and the order knows it', async () => {
      const orderId = await order();
      await move();
      expect(await stateOf(orderId)).toBe('SHIPMENT_PREPARING');
      await moved(orderId);
      expect([await stateOf(orderId), await progressOf(orderId)]).toEqual(['SHIPPED', 'SHIPPED']);
      expect((await cancel(orderId, lastUser)).body.code).toBe('ORDER_NOT_CANCELLABLE');
      await move();
      expect(await stateOf(orderId)).toBe('SHIPPED');
      await moved(orderId);
      expect(await shipment(orderId)).toMatchObject({ state: 'DELIVERED', dueAfterS: null });
      expect(await progressOf(orderId)).toBe('DELIVERED');
    });

    it('never leaves when its order is cancelled', async () => {
      const orderId = await order();
      expect((await cancel(orderId, lastUser)).status).toBe(200);
      await shop.bus.drain();
      expect(await shipment(orderId)).toMatchObject({ state: 'CANCELLED', dueAfterS: null });
    });

    it('never leaves when its order was cancelled before the shipment was made', async () => {
      const userId = ++lastUser;
      const orderId = await order(userId);
      await shop.database.execute('DELETE FROM shipments WHERE order_id = ?', [orderId]);
      await cancel(orderId, userId);
      await shop.bus.drain();
      await settled(orderId, userId);
      expect(await stateOf(orderId)).toBe('SHIPMENT_PREPARING');
      await moved(orderId);
      expect([await stateOf(orderId), await progressOf(orderId)]).toEqual(['CANCELLED', undefined]);
    });

    it('is delivered so long after it was shipped, however late that was', async () => {
      const orderId = await order();
      await makeDue([orderId], 18_000);
      await move();
      expect(await shipment(orderId)).toMatchObject({ state: 'SHIPPED', dueAfterS: 7_200 });
    });

    it('is shipped by the next poll when an instance died after asking the order', async () => {
      const orderId = await order();
      await get(OrderClient).progress([{ orderId, progress: 'SHIPPED', version: 1 }]);
      expect(await stateOf(orderId)).toBe('SHIPMENT_PREPARING');
      await moved(orderId);
      expect(await stateOf(orderId)).toBe('SHIPPED');
    });

    it('moves once when the clock and administrators move it at the same time', async () => {
      const orderIds = await Promise.all(Array.from({ length: 10 }, () => order()));
      await makeDue(orderIds);
      const patched = await Promise.all([
        move(),
        ...orderIds.map((orderId) => patch(orderId, 'SHIPPED')),
        move(),
        ...orderIds.map((orderId) => patch(orderId, 'SHIPPED')),
      ]);
      expect(patched.flatMap((reply) => (reply ? [reply.status] : []))).toEqual(Array(20).fill(200));
      for (const orderId of orderIds) {
        expect(await shipment(orderId)).toMatchObject({ state: 'SHIPPED', dueAfterS: 7_200 });
      }
    });

    it('stays as an administrator has moved it while the clock was asking its order', async () => {
      const orderId = await order();
      const client = get(OrderClient);
      client.progress = async (steps) => {
        Reflect.deleteProperty(client, 'progress');
        const answers = await client.progress(steps);
        await patch(orderId, 'SHIPPED', { courierCompany: '한진택배' });
        await shop.database.execute(
          'UPDATE shipments SET shipped_at = NOW(3) - INTERVAL 1 HOUR, due_at = NOW(3) + INTERVAL 1 HOUR WHERE order_id = ?',
          [orderId],
        );
        return answers;
      };
      await moved(orderId);
      expect(await shipment(orderId)).toMatchObject({ state: 'SHIPPED', courier: '한진택배', dueAfterS: 7_200 });
      const [row] = await shop.database.query<{ age: number }>(
        'SELECT TIMESTAMPDIFF(MINUTE, shipped_at, NOW(3)) AS age FROM shipments WHERE order_id = ?',
        [orderId],
      );
      expect(Number(row?.age)).toBe(60);
    });

    it('waits for the next poll while its row is locked, and the others move', async () => {
      const [locked, other] = [await order(), await order()];
      await makeDue([locked, other]);
      await shop.database.transaction(async (tx) => {
        await tx.query('SELECT 1 FROM shipments WHERE order_id = ? FOR UPDATE', [locked]);
        await move();
      });
      expect([await stateOf(locked), await stateOf(other)]).toEqual(['SHIPMENT_PREPARING', 'SHIPPED']);
      await move();
      expect(await stateOf(locked)).toBe('SHIPPED');
    });

    it('is put off alone when its order cannot be asked, and the others go on', async () => {
      const orderIds = await Promise.all(Array.from({ length: 4 }, () => order()));
      const bad = orderIds[1] as number;
      const client = get(OrderClient);
      const asked: number[][] = [];
      client.progress = (steps) => {
        asked.push(steps.map(({ orderId }) => orderId));
        if (steps.some(({ orderId }) => orderId === bad)) return Promise.reject(new Error('A row that is broken'));
        return (Object.getPrototypeOf(client) as OrderClient).progress.call(client, steps);
      };
      await moved(...orderIds);
      await move();
      Reflect.deleteProperty(client, 'progress');
      expect(await Promise.all(orderIds.map(stateOf))).toEqual(['SHIPPED', 'SHIPMENT_PREPARING', 'SHIPPED', 'SHIPPED']);
      expect(asked.filter((ids) => ids.length === 1 && ids[0] === bad)).toHaveLength(1);
      await shop.database.execute('UPDATE shipments SET due_at = NULL WHERE order_id = ?', [bad]);
    });
  });

  describe('held', () => {
    it.each([
      ['before it is prepared', true],
      ['while it is prepared', false],
    ])('%s, it leaves only by hand', async (_, before) => {
      const userId = ++lastUser;
      const orderId = await order(userId);
      if (before) await shop.database.execute('DELETE FROM shipments WHERE order_id = ?', [orderId]);
      await get(ShippingClient).holdBack([orderId]);
      await get(ShippingClient).holdBack([orderId]);
      if (before) await settled(orderId, userId);
      await moved(orderId);
      expect(await shipment(orderId)).toMatchObject({ state: 'SHIPMENT_PREPARING', dueAfterS: null });
      const { body } = await shop.buyer(userId).get(`/api/delivery/${orderId}`);
      expect(body).toMatchObject({ held: true, estimatedArrival: null });
      const { body: list } = await shop.admin.get('/api/delivery?status=HELD');
      expect(list.items).toEqual([expect.objectContaining({ orderId, held: true })]);
      expect((await shop.admin.post('/api/delivery/ship', { orderIds: [orderId] })).body).toEqual([
        { orderId, outcome: 'HELD' },
      ]);
      expect((await patch(orderId, 'SHIPPED')).body).toMatchObject({ status: 'SHIPPED', held: false });
      expect(await shop.database.query('SELECT 1 FROM shipment_holds WHERE order_id = ?', [orderId])).toEqual([]);
      await moved(orderId);
      expect(await stateOf(orderId)).toBe('DELIVERED');
    });
  });

  describe('by hand', () => {
    it('has the tracking number and the courier that the administrator names, once', async () => {
      const [orderId, other] = [await order(), await order()];
      const label = { trackingNumber: `CJ-${orderId}`, courierCompany: 'CJ대한통운' };
      const shipped = await patch(orderId, 'SHIPPED', label);
      expect(shipped.body).toMatchObject({ status: 'SHIPPED', ...label });
      const taken = await patch(other, 'SHIPPED', label);
      expect([taken.status, taken.body.code]).toEqual([409, 'TRACKING_NUMBER_TAKEN']);
      expect([await stateOf(other), await progressOf(other)]).toEqual(['SHIPMENT_PREPARING', undefined]);
      // Both are typed in at the same moment: the key decides.
      jest.spyOn(get(ShipmentQueries), 'isTaken').mockResolvedValueOnce(false);
      expect((await patch(other, 'SHIPPED', label)).body.code).toBe('TRACKING_NUMBER_TAKEN');
      expect(await stateOf(other)).toBe('SHIPMENT_PREPARING');
      expect((await patch(orderId, 'DELIVERED')).body).toMatchObject({ status: 'DELIVERED', ...label });
      // What is there already stays as it is.
      const again = await patch(orderId, 'DELIVERED', { courierCompany: '한진택배' });
      expect([again.status, again.body]).toEqual([200, expect.objectContaining(label)]);
    });

    it('refuses every other step', async () => {
      const orderId = await order();
      const problem = (status: string) => ({ code: 'DELIVERY_STATUS_INVALID', about: { status } });
      expect((await patch(orderId, 'DELIVERED')).body).toMatchObject(problem('SHIPMENT_PREPARING'));
      await patch(orderId, 'SHIPPED');
      await patch(orderId, 'DELIVERED');
      expect((await patch(orderId, 'SHIPPED')).body).toMatchObject(problem('DELIVERED'));
      expect((await patch(999_999_999, 'SHIPPED')).body).toMatchObject({ status: 404, code: 'SHIPMENT_NOT_FOUND' });
      for (const status of ['', 'CANCELLED', 'shipped'])
        expect((await patch(orderId, status)).body).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
      expect((await patch(orderId, 'SHIPPED', { trackingNumber: '한글' })).body.errors).toMatchObject([
        { field: 'trackingNumber', rule: 'INVALID_CHARACTER' },
      ]);
    });

    it('ships nothing of an order that is over, and ends the shipment', async () => {
      const userId = ++lastUser;
      const orderId = await order(userId);
      await shop.database.execute('DELETE FROM shipments WHERE order_id = ?', [orderId]);
      await cancel(orderId, userId);
      await settled(orderId, userId);
      expect((await patch(orderId, 'SHIPPED')).body).toMatchObject({
        code: 'DELIVERY_STATUS_INVALID',
        about: { status: 'CANCELLED' },
      });
    });

    it('ships many at once, and says of each what became of it', async () => {
      const [preparing, shipped, cancelled] = [await order(), await order(), await order()];
      await patch(shipped, 'SHIPPED');
      await cancel(cancelled, lastUser);
      await shop.bus.drain();
      const orderIds = [999_999_999, cancelled, shipped, preparing];
      for (let times = 0; times < 2; times++) {
        expect((await shop.admin.post('/api/delivery/ship', { orderIds })).body).toEqual([
          { orderId: 999_999_999, outcome: 'NOT_FOUND' },
          { orderId: cancelled, outcome: 'CANCELLED' },
          { orderId: shipped, outcome: 'SHIPPED' },
          { orderId: preparing, outcome: 'SHIPPED' },
        ]);
      }
      expect(await progressOf(preparing)).toBe('SHIPPED');
    });
  });

  it('is shown to its buyer and to administrators only', async () => {
    const userId = ++lastUser;
    const orderId = await order(userId);
    for (const path of [`/api/delivery/${orderId}`, `/api/delivery/${orderId}/tracking`]) {
      const { body } = await shop.buyer(userId).get(path);
      expect(body).toMatchObject({ deliveryId: orderId, orderId, status: 'SHIPMENT_PREPARING', held: false });
      const [startedAt, arrival] = [Date.parse(body.startedAt), Date.parse(body.estimatedArrival)];
      expect(arrival - startedAt).toBe(10_800_000);
      expect(body.returnableUntil).toBeNull();
      expect((await shop.admin.get(path)).body).toEqual(body);
      expect((await shop.buyer(userId + 1).get(path)).body).toMatchObject({ status: 404, code: 'SHIPMENT_NOT_FOUND' });
    }
    for (const status of ['SHIPPED', 'DELIVERED'])
      await shop.admin.patch(`/api/delivery/${orderId}/status?status=${status}`);
    const { body } = await shop.buyer(userId).get(`/api/delivery/${orderId}`);
    expect(Date.parse(body.returnableUntil) - Date.parse(body.completedAt)).toBe(86_400_000);
  });

  it('is listed by state, newest first, in pages, and counted', async () => {
    const orderIds = [await order(), await order(), await order()];
    const newest = [...orderIds].reverse();
    const { body: first } = await shop.admin.get('/api/delivery?status=SHIPMENT_PREPARING&limit=2');
    expect(first.items.map(({ orderId }: { orderId: number }) => orderId)).toEqual(newest.slice(0, 2));
    const { body: second } = await shop.admin.get(
      `/api/delivery?status=SHIPMENT_PREPARING&limit=2&cursor=${first.nextCursor}`,
    );
    expect(second.items[0].orderId).toBe(newest[2]);
    // All shipments are counted where no order waits for a connection.
    const scan = jest.spyOn(get(ScanningReads), 'query');
    const { body } = await shop.admin.get('/api/delivery/statistics');
    expect(scan).toHaveBeenCalledTimes(1);
    scan.mockRestore();
    const [row] = await shop.database.query<{ number: number }>(
      `SELECT COUNT(*) AS number FROM shipments WHERE state = 'SHIPMENT_PREPARING'`,
    );
    expect(body.counts.SHIPMENT_PREPARING).toBe(Number(row?.number));
    expect(Math.abs(Date.parse(body.asOf) - Date.now())).toBeLessThan(60_000);
  });

  describe('the switch of the shop', () => {
    const violations = () => integrityViolations(shop.database);

    it('makes shipments of orders that are completed while it is on, and ends those of cancelled ones in both positions', async () => {
      const before = await order();
      expect(await command(shop.scheme, ['shipping', 'off'])).toMatchObject({ code: 0, output: 'Shipping is off.\n' });
      const without = await order();
      expect(await stateOf(without)).toBeUndefined();
      await cancel(before, lastUser - 1);
      await shop.bus.drain();
      expect(await stateOf(before)).toBe('CANCELLED');
      expect(await violations()).toEqual([]);
      expect(await command(shop.scheme, ['shipping', 'on'])).toMatchObject({ code: 0, output: 'Shipping is on.\n' });
      await get(ShippingSwitch).turn(true);
      expect(await stateOf(without)).toBeUndefined();
      const after = await order();
      expect(await stateOf(after)).toBe('SHIPMENT_PREPARING');
      expect(await violations()).toEqual([]);
      // Its period has begun for the integrity check, once.
      const { affectedRows } = await shop.database.execute(
        'UPDATE shipping_periods SET began_at = (SELECT ordered_at FROM orders WHERE order_id = ?) WHERE open = 1',
        [after],
      );
      expect(affectedRows).toBe(1);
      await shop.database.execute('DELETE FROM shipments WHERE order_id = ?', [after]);
      expect(await violations()).toEqual([expect.stringMatching(`^shipment.missing: orders ${after}:`)]);
      await settled(after, lastUser);
    });

    it('is not turned by an instance that starts beside others, and by-hand settings concern new shipments', async () => {
      const other = await openShop({ beside: shop, variables: { SHIPPING: 'off', SHIP_AFTER_S: 'off' } });
      const orderId = await order(++lastUser, other);
      await shop.bus.drain();
      await shop.database.execute('DELETE FROM shipments WHERE order_id = ?', [orderId]);
      await settled(orderId, lastUser, other);
      expect(await shipment(orderId)).toMatchObject({ state: 'SHIPMENT_PREPARING', dueAfterS: null });
      // By hand, nothing of an order that was cancelled before is packed.
      await shop.database.execute('DELETE FROM shipments WHERE order_id = ?', [orderId]);
      await cancel(orderId, lastUser);
      await shop.bus.drain();
      await settled(orderId, lastUser, other);
      expect(await stateOf(orderId)).toBe('CANCELLED');
      await other.close();
      expect(await get(ShippingSwitch).isOn()).toBe(true);
    });
  });

  describe('every statement finds its rows by an index', () => {
    const FIRST = 5_000_000;
    beforeAll(async () => {
      const states = ['SHIPMENT_PREPARING', 'SHIPPED', 'DELIVERED', 'CANCELLED'];
      const rows = Array.from({ length: 4_000 }, (_, index) => {
        const state = states[index % 4] as string;
        const shippedAt = ['SHIPPED', 'DELIVERED'].includes(state) ? new Date() : null;
        return [
          ...[FIRST + index, 7, state, `T${index}`, 'x', shippedAt, state === 'DELIVERED' ? new Date() : null],
          index % 4 < 2 ? new Date(Date.now() + 86_400_000 + index) : null,
        ];
      });
      await shop.database.execute(
        `INSERT INTO shipments (order_id, user_id, state, tracking_number, courier, shipped_at, delivered_at, due_at) VALUES ?`,
        [rows],
      );
      await shop.database.query('ANALYZE TABLE shipments');
    });
    afterAll(() => shop.database.execute('DELETE FROM shipments WHERE order_id >= ?', [FIRST]));

    it.each<[string, () => Promise<unknown>]>([
      ['what is due', () => get(ShipmentMoves).due(500)],
      ['what is due next', () => get(ShipmentMoves).due(500, { orderId: 1, dueAt: new Date() })],
      ['when to look again', () => get(ShipmentMoves).outlook()],
      ['held ones that were due', () => get(ShipmentMoves).putByHand([FIRST])],
      [
        'moves',
        () =>
          get(ShipmentMoves).store(
            [FIRST, FIRST + 4].map((orderId) => ({ orderId, state: 'SHIPMENT_PREPARING', to: 'SHIPPED' })),
            'FOR UPDATE SKIP LOCKED',
          ),
      ],
      [
        'a move by hand',
        () => get(ShipmentMoves).storeByHand({ orderId: FIRST + 8, state: 'SHIPMENT_PREPARING', to: 'SHIPPED' }, {}),
      ],
      ['one', () => get(ShipmentQueries).find([FIRST])],
      ['a tracking number', () => get(ShipmentQueries).isTaken('T1', 1)],
      ['a page of all', () => get(ShipmentQueries).list({ filter: undefined, before: FIRST + 9, limit: 21 })],
      ['a page of a state', () => get(ShipmentQueries).list({ filter: 'SHIPPED', before: FIRST + 9, limit: 21 })],
      [
        'a page of those that are held',
        () => get(ShipmentQueries).list({ filter: 'HELD', before: undefined, limit: 21 }),
      ],
      ['the statistics', () => get(ShipmentQueries).statistics()],
    ])('%s', async (_, work) => {
      const accesses = await expectIndexes(shop.app.get(DataSource), ['shipments'], work);
      expect(accesses.length).toBeGreaterThan(0);
    });
  });
});
