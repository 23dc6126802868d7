import { EventEmitter, once } from 'node:events';
import { type EventBatch } from '#platform/events/event-handler';
import { HotDealClient, HotDealCreated, type HotDealSignal } from '#event';
import { ProductClient } from '#product';
import type { Transaction } from '#platform/database/transaction';
import { NotificationQueries } from '../../src/modules/notification/persistence/notification.queries';
import { NotificationRepository } from '../../src/modules/notification/persistence/notification.repository';
import { SubscriptionQueries } from '../../src/modules/notification/persistence/subscription.queries';
import { SubscriptionRepository } from '../../src/modules/notification/persistence/subscription.repository';
import { BATCH_SIZE, NotificationBatches } from '../../src/modules/notification/persistence/notification-batches';
import { SignalBroadcaster } from '../../src/modules/notification/sockets/signal-broadcaster';
import {
  NotifySubscribersWhenHotDealCreated,
  SubscriberFanOut,
} from '../../src/modules/notification/use-cases/notify-subscribers';
import { MarkNotificationRead } from '../../src/modules/notification/use-cases/mark-notification-read';
import { FakeHotDeals, RecordingBroadcaster, FakeProducts } from '../support/notification-fakes';
import { type TestPlatform, openPlatform } from '../support/platform';

class Died extends Error {}

const deals = new FakeHotDeals();
const products = new FakeProducts();
const broadcaster = new RecordingBroadcaster();
const providers = [
  { provide: HotDealClient, useValue: deals },
  { provide: ProductClient, useValue: products },
  { provide: SignalBroadcaster, useValue: broadcaster },
  NotificationRepository,
  NotificationQueries,
  SubscriptionRepository,
  SubscriptionQueries,
  NotificationBatches,
  SubscriberFanOut,
  NotifySubscribersWhenHotDealCreated,
  MarkNotificationRead,
];
let nextProduct = 1;

/** A batch as the dispatcher gives it to the handler; `beforeMark` runs in the transaction of each part. */
const batchOf = (signal: HotDealSignal, position = 0, beforeMark = (): Promise<void> => Promise.resolve()) => {
  const marks: (number | 'done')[] = [];
  const mark = async (tx: Transaction, position: number | 'done'): Promise<void> => {
    await beforeMark();
    tx.afterCommit(() => marks.push(position));
  };
  const batch: EventBatch<HotDealSignal> = {
    events: [signal],
    position,
    complete: (tx) => mark(tx, 'done'),
    advance: (tx, position) => mark(tx, position),
  };
  return { batch, marks };
};

describe('notifications of a new deal', () => {
  let platform: TestPlatform;
  let handler: NotifySubscribersWhenHotDealCreated;
  let subscriptions: SubscriptionRepository;

  beforeAll(async () => {
    platform = await openPlatform({ providers });
    handler = platform.module.get(NotifySubscribersWhenHotDealCreated);
    subscriptions = platform.module.get(SubscriptionRepository);
  });
  afterAll(() => platform.close());
  beforeEach(() => broadcaster.notified.splice(0));

  const product = (): number => nextProduct++;
  const subscribeMany = async (productId: number, size: number): Promise<void> => {
    const rows = Array.from({ length: size }, (_, index) => [1_000_000 + index, productId]);
    await platform.database.execute('INSERT INTO subscriptions (user_id, product_id) VALUES ?', [rows]);
  };
  const rowsOf = (eventId: number) =>
    platform.database.query<{ userId: number; productId: number; readAt: Date | null }>(
      `SELECT user_id AS userId, product_id AS productId, read_at AS readAt FROM notifications
       WHERE event_id = ? ORDER BY product_id, user_id`,
      [eventId],
    );
  const pairs = (rows: readonly { userId: number; productId: number }[]): string[] =>
    rows.map(({ userId, productId }) => `${productId}:${userId}`);

  it('reach every subscriber of each product once, and no one else', async () => {
    const [lamp, desk, chair] = [product(), product(), product()];
    await subscriptions.add(1, [lamp, desk, chair]);
    await subscriptions.add(2, [lamp]);
    await subscriptions.add(3, [chair]);
    const signal = deals.over([lamp, desk]);

    const { batch, marks } = batchOf(signal);
    await handler.handle(batch);

    expect(pairs(await rowsOf(signal.eventId))).toEqual([`${lamp}:1`, `${lamp}:2`, `${desk}:1`]);
    expect(marks).toEqual(['done']);
    expect(broadcaster.notified).toEqual([[1, 2]]);
  });

  it('hold the prices of the deal and the name of the product', async () => {
    const lamp = product();
    await subscriptions.add(11, [lamp]);
    const signal = deals.over([lamp]);
    await handler.handle(batchOf(signal).batch);

    const notifications = await platform.module.get(NotificationQueries).list(11, undefined, undefined, 20);
    expect(notifications).toEqual([
      {
        notificationId: expect.any(Number),
        kind: 'DEAL_ANNOUNCED',
        eventId: signal.eventId,
        productId: lamp,
        productName: `상품 ${lamp}`,
        originalPrice: 10_000,
        discountPrice: 8_000,
        eventDiscount: 20,
        createdAt: expect.any(Date),
        readAt: null,
      },
    ]);
  });

  it('are neither doubled nor unread again when the publication comes twice', async () => {
    const lamp = product();
    await subscriptions.add(21, [lamp]);
    await subscriptions.add(22, [lamp]);
    const signal = deals.over([lamp]);
    await handler.handle(batchOf(signal).batch);
    await platform.database.execute('UPDATE notifications SET read_at = NOW(3), unread = 0 WHERE event_id = ?', [
      signal.eventId,
    ]);

    await handler.handle(batchOf(signal).batch);
    const rows = await rowsOf(signal.eventId);
    expect(pairs(rows)).toEqual([`${lamp}:21`, `${lamp}:22`]);
    expect(rows.every(({ readAt }) => readAt !== null)).toBe(true);
  });

  it('are written a thousand at a time when a product has thousands of subscribers', async () => {
    const [before, hot, after] = [product(), product(), product()];
    await subscriptions.add(31, [before, after]);
    await subscribeMany(hot, 2 * BATCH_SIZE + 500);
    const signal = deals.over([before, hot, after]);

    const sizes: number[] = [];
    let seen = 0;
    const { batch, marks } = batchOf(signal, 0, async () => {
      const committed = (await rowsOf(signal.eventId)).length;
      if (committed > seen) sizes.push(committed - seen);
      seen = committed;
    });
    await handler.handle(batch);

    expect(sizes.every((size) => size <= BATCH_SIZE)).toBe(true);
    expect(marks).toEqual([before, before, 'done']);
    const rows = await rowsOf(signal.eventId);
    expect(rows).toHaveLength(2 * BATCH_SIZE + 502);
    expect(rows.filter(({ productId }) => productId === after)).toHaveLength(1);
  });

  it('resume after the last batch when the process died in the middle of a product', async () => {
    const [hot, after] = [product(), product()];
    await subscribeMany(hot, 2 * BATCH_SIZE + 10);
    await subscriptions.add(41, [after]);
    const signal = deals.over([hot, after]);
    let chunk = 0;
    const dying = batchOf(signal, 0, () => (++chunk === 2 ? Promise.reject(new Died()) : Promise.resolve()));
    await expect(handler.handle(dying.batch)).rejects.toThrow(Died);
    expect(await rowsOf(signal.eventId)).toHaveLength(BATCH_SIZE);

    const written: number[] = [];
    const add = NotificationRepository.prototype.add;
    const repository = platform.module.get(NotificationRepository);
    repository.add = (notifications, mark) => {
      written.push(notifications.length);
      return add.call(repository, notifications, mark);
    };
    await handler.handle(batchOf(signal, dying.marks.at(-1) === 'done' ? 0 : (dying.marks.at(-1) as number)).batch);
    repository.add = add;

    // The first thousand is not written again.
    expect(written).toEqual([BATCH_SIZE, 11]);
    expect(await rowsOf(signal.eventId)).toHaveLength(2 * BATCH_SIZE + 11);
  });

  it('pass over hundreds of products without subscribers', async () => {
    const ids = Array.from({ length: 1_200 }, product);
    await subscriptions.add(51, [ids[0] as number, ids[1_199] as number]);
    const signal = deals.over(ids);
    const { batch, marks } = batchOf(signal);
    await handler.handle(batch);
    expect(marks).toEqual([ids[499], ids[999], 'done']);
    expect(pairs(await rowsOf(signal.eventId))).toEqual([`${ids[0]}:51`, `${ids[1_199]}:51`]);
  });

  it('are written once when a frozen attempt and its successor write at the same time', async () => {
    const hot = product();
    await subscribeMany(hot, BATCH_SIZE + 300);
    const signal = deals.over([hot]);
    const gate = new EventEmitter();
    const held = once(gate, 'open');
    const reachedGate = once(gate, 'reached');
    let chunk = 0;
    const frozen = handler.handle(
      batchOf(signal, 0, async () => {
        if (++chunk === 1) return;
        gate.emit('reached');
        await held;
      }).batch,
    );
    await reachedGate;
    // The successor has read the same subscribers when the frozen one commits.
    const repository = platform.module.get(NotificationRepository);
    const add = NotificationRepository.prototype.add;
    const writing = once(gate, 'writing');
    repository.add = (notifications, mark) => {
      gate.emit('writing');
      return add.call(repository, notifications, mark);
    };
    const successor = handler.handle(batchOf(signal).batch);
    await writing;
    repository.add = add;
    gate.emit('open');
    await Promise.all([frozen, successor]);
    expect(await rowsOf(signal.eventId)).toHaveLength(BATCH_SIZE + 300);
  });

  it('leave out a product that was deleted meanwhile, and include the others', async () => {
    const [deleted, lamp] = [product(), product()];
    products.deleted.add(deleted);
    await subscriptions.add(61, [deleted, lamp]);
    const signal = deals.over([deleted, lamp]);
    await handler.handle(batchOf(signal).batch);
    expect(pairs(await rowsOf(signal.eventId))).toEqual([`${lamp}:61`]);
  });

  it('are written for each deal once its event is committed', async () => {
    const lamp = product();
    await subscriptions.add(71, [lamp]);
    const signals = [deals.over([lamp]), deals.over([lamp])];
    await platform.database.transaction((tx) => platform.bus.publish(tx, HotDealCreated, signals));
    await platform.bus.drain();
    for (const { eventId } of signals) expect(await rowsOf(eventId)).toHaveLength(1);
    expect(await platform.database.query('SELECT id FROM event_publications')).toEqual([]);
  });

  it('keep the time of the first reading when they are read again', async () => {
    const lamp = product();
    await subscriptions.add(81, [lamp]);
    const signal = deals.over([lamp]);
    await handler.handle(batchOf(signal).batch);
    const queries = platform.module.get(NotificationQueries);
    const read = platform.module.get(MarkNotificationRead);
    const list = (unread?: boolean) => queries.list(81, unread, undefined, 20);
    const [notification] = await list(true);
    const id = notification?.notificationId as number;
    expect(await queries.unreadOf([81, 82])).toEqual(new Map([[81, 1]]));

    await expect(read.execute(82, id)).rejects.toMatchObject({ code: 'NOTIFICATION_NOT_FOUND' });
    expect(await list(true)).toHaveLength(1);
    await read.execute(81, id);
    await platform.database.execute(
      'UPDATE notifications SET read_at = read_at - INTERVAL 1 HOUR WHERE notification_id = ?',
      [id],
    );
    const [first] = await list(false);
    await read.execute(81, id);
    const [again] = await list(false);
    expect(first?.readAt).toBeInstanceOf(Date);
    expect(again?.readAt).toEqual(first?.readAt);
    expect(await list(true)).toEqual([]);
    expect(await queries.unreadOf([81])).toEqual(new Map());
  });

  it('and subscriptions are unique in the database', async () => {
    const insert = `INSERT INTO notifications
      (user_id, event_id, product_id, product_name, original_price, discount_price, event_discount)
      VALUES (91, 900000, 1, 'x', 2, 1, 20)`;
    await platform.database.execute(insert);
    await expect(platform.database.execute(insert)).rejects.toMatchObject({ errno: 1062 });
    const subscribe = 'INSERT INTO subscriptions (user_id, product_id) VALUES (91, 900000)';
    await platform.database.execute(subscribe);
    await expect(platform.database.execute(subscribe)).rejects.toMatchObject({ errno: 1062 });
  });
});
