import { DataSource } from 'typeorm';
import type { OrderClient, OrderDetails } from '#order-client';
import { Config } from '#platform/config/config';
import { InstanceChannel } from '#platform/redis/instance-channel';
import { DeliveryLog } from '../../src/modules/outbound/persistence/delivery-log';
import { ScanningReads } from '#platform/limits/scanning-reads';
import { DraftEvents } from '../../src/modules/outbound/persistence/draft-events';
import { Outbox } from '../../src/modules/outbound/persistence/outbox';
import { OutboundConfig } from '../../src/modules/outbound/outbound.config';
import { SubscriberCache } from '../../src/modules/outbound/persistence/subscriber-cache';
import { SubscriberRepository } from '../../src/modules/outbound/persistence/subscriber.repository';
import { CompleteDraftEvents } from '../../src/modules/outbound/use-cases/complete-draft-events';
import { DeleteSentEvents } from '../../src/modules/outbound/use-cases/delete-sent-events';
import { expectIndexes, REQUESTER, scanOn } from '../support/explain';
import { type TestPlatform, openPlatform } from '../support/platform';
import { until } from '../support/until';

const ROWS = 4_000;
const OWNER = 'the-owner';

function anOrder(orderId: number): OrderDetails {
  const order = { orderId, userId: 1, status: 'ORDER_SUCCESS', orderDate: new Date(), totalPrice: 0 } as const;
  return { ...order, lines: [], receipt: null, address: null };
}

describe('the outbox', () => {
  let platform: TestPlatform;
  let webhook: number;
  let deletion: DeleteSentEvents;

  beforeAll(async () => {
    platform = await openPlatform({ providers: [Outbox, DraftEvents, DeliveryLog, SubscriberRepository] });
    // Created here, so that its timer does not start during a test.
    deletion = new DeleteSentEvents(get(Outbox));
    webhook = (await get(SubscriberRepository).add('https://receiver.example', ['order.placed'])).subscriberId;
    await platform.database.execute('UPDATE outbound_subscribers SET owner = ?', [OWNER]);
  });
  afterAll(() => platform.close());
  beforeEach(() => platform.database.execute('DELETE FROM outbound_deliveries'));

  const get = <T>(type: new (...parameters: never[]) => T): T => platform.module.get<T>(type);
  const insert = (
    rows: readonly (readonly [id: number, subscriber: number, state: string, aggregate: number, days: number])[],
  ) =>
    platform.database.execute(
      `INSERT INTO outbound_deliveries
         (delivery_id, subscriber_id, state, aggregate_id, topic, event_id, event_type, data, due_at, sent_at) VALUES ?`,
      [
        rows.map(([id, subscriber, state, aggregate, days]) => {
          const then = new Date(Date.now() - days * 86_400_000);
          const what = ['order-events', String(id), 'order.placed', '{}'];
          return [id, subscriber, state, aggregate, ...what, then, state === 'SENT' ? then : null];
        }),
      ],
    );
  const nextDue = async (owner = OWNER): Promise<number[]> =>
    (await get(Outbox).nextDue(webhook, owner, 100)).map(({ deliveryId }) => deliveryId);

  it('returns the first unsent event of each aggregate, to the owner of the subscriber alone', async () => {
    await insert([
      [1, webhook, 'SENT', 7, 1],
      [2, webhook, 'DUE', 7, 1],
      [3, webhook, 'DUE', 7, 1],
      [4, webhook, 'DUE', 8, -1],
      [5, webhook, 'DUE', 8, 1],
      [6, 1, 'DUE', 9, 1],
      [7, webhook, 'DUE', 9, 1],
    ]);
    expect([await nextDue(), await nextDue('another')]).toEqual([[2, 7], []]);
  });

  it('deletes events a week after they were sent, or with their subscriber, but never due ones', async () => {
    await insert([
      [1, webhook, 'SENT', 1, 6.9],
      [2, webhook, 'SENT', 2, 7.1],
      [3, webhook, 'DUE', 3, 30],
      [4, 1, 'DUE', 4, 30],
      [5, 999, 'DUE', 5, 0],
      [6, webhook, 'SENT', 6, 8],
    ]);
    // It was due for a week behind another.
    await platform.database.execute('UPDATE outbound_deliveries SET sent_at = NOW(3) WHERE delivery_id = 6');
    expect(await deletion.deleteSent()).toBe(2);
    const left = await platform.database.query<{ id: number }>('SELECT delivery_id AS id FROM outbound_deliveries');
    expect(left.map(({ id }) => id).sort()).toEqual([1, 3, 4, 6]);
  });

  it.each([
    ['is due too', 1, [1, 1_501]],
    ['waits for its next attempt', -1, [1_501]],
  ])('finds an event behind a thousand later ones of an aggregate whose first %s', async (_, days, found) => {
    await insert([
      [1, webhook, 'DUE', 7, days],
      ...Array.from({ length: 1_499 }, (_, index) => [index + 2, webhook, 'DUE', 7, 1] as const),
      [1_501, webhook, 'DUE', 8, 0.5],
      [1_502, webhook, 'DUE', 8, 0.5],
      [1_503, webhook, 'DUE', 9, -1],
    ]);
    expect(await nextDue()).toEqual(found);
    await platform.database.query('ANALYZE TABLE outbound_deliveries');
    const accesses = await expectIndexes(
      platform.module.get(DataSource),
      ['outbound_deliveries', 'one', 'earlier'],
      nextDue,
    );
    // One step for each aggregate.
    expect(accesses.map(({ extra }) => extra)).toContainEqual(expect.stringContaining('index for group-by'));
  });

  it('completes drafts once, each subscriber its own, and sends or replays none before', async () => {
    const other = (await get(SubscriberRepository).add('https://other.example', ['order.completed'])).subscriberId;
    await insert([
      [1, webhook, 'DRAFT', 7, 1],
      [2, other, 'DRAFT', 7, 1],
      [3, 1, 'DRAFT', 8, 1],
      [4, webhook, 'DRAFT', 9, -1],
    ]);
    const log = get(DeliveryLog);
    await expect(log.replay(webhook, 1)).rejects.toMatchObject({ code: 'DELIVERY_NOT_FOUND' });
    expect(await log.replaySince(webhook, new Date(0), 0)).toMatchObject({ replayed: 0 });
    expect(await nextDue()).toEqual([]);
    const drafts = get(DraftEvents);
    const due = await drafts.due([webhook, other], 100);
    expect(due.map(({ deliveryId }) => deliveryId)).toEqual([1, 2]);
    await drafts.complete([{ deliveryId: 1, data: { orderId: 7, first: true } }]);
    await drafts.complete(due.map(({ deliveryId }) => ({ deliveryId, data: { orderId: 7 } })));
    const [first] = await get(Outbox).nextDue(webhook, OWNER, 100);
    expect([first?.deliveryId, first?.data]).toEqual([1, '{"orderId":7,"first":true}']);
    expect(await drafts.due([webhook, other], 100)).toEqual([]);
    await platform.database.query('ANALYZE TABLE outbound_deliveries');
    await expectIndexes(platform.module.get(DataSource), ['outbound_deliveries'], () => drafts.due([webhook], 100));
  });

  it('puts off a draft whose order cannot be read, and completes the others beside it', async () => {
    await platform.database.execute(
      `UPDATE outbound_subscribers SET event_types = 'order.completed' WHERE kind = 'WEBHOOK'`,
    );
    const orders = { find: (ids: readonly number[]) => Promise.resolve(ids.filter((id) => id !== 8).map(anOrder)) };
    const cache = new SubscriberCache(
      platform.module.get(Config).section(OutboundConfig),
      get(SubscriberRepository),
      platform.module.get(InstanceChannel),
    );
    await cache.read();
    const wake = jest.fn();
    const completion = new CompleteDraftEvents(
      cache,
      get(DraftEvents),
      orders as unknown as OrderClient,
      { wake } as never,
    );
    await insert([7, 8, 9].map((id) => [id, webhook, 'DRAFT', id, 1] as const));
    completion.onApplicationBootstrap();
    completion.wake();
    await until(async () => (await nextDue()).length === 2);
    await completion.beforeApplicationShutdown();
    const rows = await platform.database.query<{ id: number; state: string; late: number; error: string | null }>(
      'SELECT delivery_id AS id, state, due_at > NOW(3) AS late, last_error AS error FROM outbound_deliveries',
    );
    expect(rows.map(({ id, state, late, error }) => [id, state, late, error])).toEqual([
      [7, 'DUE', 0, null],
      [8, 'DRAFT', 1, 'Error: There is no order 8'],
      [9, 'DUE', 0, null],
    ]);
    expect(wake).toHaveBeenCalled();
  });

  it('deletes and replays a thousand rows at a time, and limits a request', async () => {
    const rows = (subscriber: number) => (_: unknown, index: number) =>
      [subscriber * 100_000 + index, subscriber, 'SENT', index, 8] as const;
    await insert([...Array.from({ length: 12_500 }, rows(webhook)), ...Array.from({ length: 2_500 }, rows(999))]);
    await platform.database.execute('UPDATE outbound_deliveries SET happened_at = due_at');
    const changed: number[] = [];
    const execute = platform.database.execute.bind(platform.database);
    jest.spyOn(platform.database, 'execute').mockImplementation(async (...statement) => {
      const result = await execute(...statement);
      changed.push(result.affectedRows);
      return result;
    });
    const log = get(DeliveryLog);
    const first = await log.replaySince(webhook, new Date(0), 0);
    const last = await log.replaySince(webhook, new Date(0), first.next ?? 0);
    expect([first.replayed, last]).toEqual([10_000, { replayed: 2_500, next: null }]);
    const sixDaysAgo = new Date(Date.now() - 6 * 86_400_000);
    expect(await log.replaySince(webhook, sixDaysAgo, 0)).toEqual({ replayed: 0, next: null });
    await get(Outbox).sent([webhook * 100_000], true);
    expect(await deletion.deleteSent()).toBe(2_500);
    jest.restoreAllMocks();
    expect(Math.max(...changed)).toBe(1_000);
  });

  it('reads by an index, however many events are stored', async () => {
    await insert(
      Array.from({ length: ROWS }, (_, index) => [
        index + 1,
        webhook,
        index % 50 === 0 ? 'DUE' : 'SENT',
        index % 500,
        1,
      ]),
    );
    await platform.database.query('ANALYZE TABLE outbound_deliveries');
    const dataSource = platform.module.get(DataSource);
    scanOn(platform.database, get(ScanningReads));
    const tables = ['outbound_deliveries', 'one', 'earlier'];
    for (const work of [
      () => get(Outbox).nextDue(webhook, OWNER, 16),
      () => get(Outbox).sent([1, 2], true),
      () => get(Outbox).sent([3, 4], false),
      () => get(Outbox).failed([51], 1_000, 'Answered 500'),
      () => get(DeliveryLog).list(webhook, 'due', { beforeId: 3_000, limit: 21 }, REQUESTER),
      () => get(DeliveryLog).list(webhook, undefined, { beforeId: 3_000, limit: 21 }, REQUESTER),
      () => get(DeliveryLog).replay(webhook, 5),
    ]) {
      expect((await expectIndexes(dataSource, tables, work)).length).toBeGreaterThan(0);
    }
  });
});
