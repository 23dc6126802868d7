import { DataSource } from 'typeorm';
import { DeliveryLog } from '../../src/modules/outbound/persistence/delivery-log';
import { Outbox } from '../../src/modules/outbound/persistence/outbox';
import { SubscriberRepository } from '../../src/modules/outbound/persistence/subscriber.repository';
import { ForgetSentEvents } from '../../src/modules/outbound/use-cases/forget-sent-events';
import { expectIndexes } from '../support/explain';
import { type TestPlatform, openPlatform } from '../support/platform';

const ROWS = 4_000;
const OWNER = 'the-one-that-sends';

describe('what is noted for the outside', () => {
  let ground: TestPlatform;
  let webhook: number;
  let forgetting: ForgetSentEvents;

  beforeAll(async () => {
    ground = await openPlatform({ providers: [Outbox, DeliveryLog, SubscriberRepository] });
    // By hand: its own clock would begin in the midst of a test.
    forgetting = new ForgetSentEvents(get(Outbox));
    webhook = (await get(SubscriberRepository).add('https://receiver.example', ['order.placed'])).subscriberId;
    await ground.database.execute('UPDATE outbound_subscribers SET owner = ?', [OWNER]);
  });
  afterAll(() => ground.close());
  beforeEach(() => ground.database.execute('DELETE FROM outbound_deliveries'));

  const get = <T>(type: new (...parameters: never[]) => T): T => ground.module.get<T>(type);
  const insert = (
    rows: readonly (readonly [id: number, receiver: number, state: string, aggregate: number, days: number])[],
  ) =>
    ground.database.execute(
      `INSERT INTO outbound_deliveries
         (delivery_id, subscriber_id, state, aggregate_id, topic, event_id, event_type, data, due_at, sent_at) VALUES ?`,
      [
        rows.map(([id, receiver, state, aggregate, days]) => {
          const then = new Date(Date.now() - days * 86_400_000);
          const what = ['order-events', String(id), 'order.placed', '{}'];
          return [id, receiver, state, aggregate, ...what, then, state === 'SENT' ? then : null];
        }),
      ],
    );
  const heads = async (owner = OWNER): Promise<number[]> =>
    (await get(Outbox).heads(webhook, owner, 100)).map(({ deliveryId }) => deliveryId);

  it('is sent from the first on that is not sent of each aggregate, by whoever owns the receiver alone', async () => {
    await insert([
      [1, webhook, 'SENT', 7, 1],
      [2, webhook, 'DUE', 7, 1],
      [3, webhook, 'DUE', 7, 1],
      [4, webhook, 'DUE', 8, -1],
      [5, webhook, 'DUE', 8, 1],
      [6, 1, 'DUE', 9, 1],
      [7, webhook, 'DUE', 9, 1],
    ]);
    expect([await heads(), await heads('another')]).toEqual([[2, 7], []]);
  });

  it('is forgotten a week after it was sent, or with its receiver; what is due never is', async () => {
    await insert([
      [1, webhook, 'SENT', 1, 6.9],
      [2, webhook, 'SENT', 2, 7.1],
      [3, webhook, 'DUE', 3, 30],
      [4, 1, 'DUE', 4, 30],
      [5, 999, 'DUE', 5, 0],
      [6, webhook, 'SENT', 6, 8],
    ]);
    // It was due for a week behind another.
    await ground.database.execute('UPDATE outbound_deliveries SET sent_at = NOW(3) WHERE delivery_id = 6');
    expect(await forgetting.forgetSent()).toBe(2);
    const left = await ground.database.query<{ id: number }>('SELECT delivery_id AS id FROM outbound_deliveries');
    expect(left.map(({ id }) => id).sort()).toEqual([1, 3, 4, 6]);
  });

  it.each([
    ['is due too', 1, [1, 1_501]],
    ['waits for its next attempt', -1, [1_501]],
  ])('is sent although it is due after a thousand that wait behind one which %s', async (_, days, found) => {
    await insert([
      [1, webhook, 'DUE', 7, days],
      ...Array.from({ length: 1_499 }, (_, index) => [index + 2, webhook, 'DUE', 7, 1] as const),
      [1_501, webhook, 'DUE', 8, 0.5],
      [1_502, webhook, 'DUE', 8, 0.5],
      [1_503, webhook, 'DUE', 9, -1],
    ]);
    expect(await heads()).toEqual(found);
    await ground.database.query('ANALYZE TABLE outbound_deliveries');
    const accesses = await expectIndexes(
      ground.module.get(DataSource),
      ['outbound_deliveries', 'one', 'earlier'],
      heads,
    );
    // One step for each aggregate.
    expect(accesses.map(({ extra }) => extra)).toContainEqual(expect.stringContaining('index for group-by'));
  });

  it('is forgotten, and due again, a thousand rows at a time; a request has an end', async () => {
    const rows = (receiver: number) => (_: unknown, index: number) =>
      [receiver * 100_000 + index, receiver, 'SENT', index, 8] as const;
    await insert([...Array.from({ length: 12_500 }, rows(webhook)), ...Array.from({ length: 2_500 }, rows(999))]);
    await ground.database.execute('UPDATE outbound_deliveries SET happened_at = due_at');
    const changed: number[] = [];
    const execute = ground.database.execute.bind(ground.database);
    jest.spyOn(ground.database, 'execute').mockImplementation(async (...statement) => {
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
    expect(await forgetting.forgetSent()).toBe(2_500);
    jest.restoreAllMocks();
    expect(Math.max(...changed)).toBe(1_000);
  });

  it('is found by an index, however much is noted', async () => {
    await insert(
      Array.from({ length: ROWS }, (_, index) => [
        index + 1,
        webhook,
        index % 50 === 0 ? 'DUE' : 'SENT',
        index % 500,
        1,
      ]),
    );
    await ground.database.query('ANALYZE TABLE outbound_deliveries');
    const dataSource = ground.module.get(DataSource);
    const tables = ['outbound_deliveries', 'one', 'earlier'];
    for (const work of [
      () => get(Outbox).heads(webhook, OWNER, 16),
      () => get(Outbox).sent([1, 2], true),
      () => get(Outbox).sent([3, 4], false),
      () => get(Outbox).failed([51], 1_000, 'Answered 500'),
      () => get(DeliveryLog).list(webhook, 'due', 3_000, 21),
      () => get(DeliveryLog).list(webhook, undefined, 3_000, 21),
      () => get(DeliveryLog).replay(webhook, 5),
    ]) {
      expect((await expectIndexes(dataSource, tables, work)).length).toBeGreaterThan(0);
    }
  });
});
