import { DataSource } from 'typeorm';
import { DeliveryLog } from '../../src/modules/outbound/persistence/delivery-log';
import { Outbox } from '../../src/modules/outbound/persistence/outbox';
import { Receivers } from '../../src/modules/outbound/persistence/receivers';
import { ForgetSentEvents } from '../../src/modules/outbound/use-cases/forget-sent-events';
import { expectIndexes } from '../support/explain';
import { type Ground, openGround } from '../support/ground';

const ROWS = 4_000;
const OWNER = 'the-one-that-sends';

describe('what is noted for the outside', () => {
  let ground: Ground;
  let webhook: number;

  beforeAll(async () => {
    ground = await openGround({ providers: [Outbox, DeliveryLog, Receivers, ForgetSentEvents] });
    webhook = (await get(Receivers).add('https://receiver.example', ['order.placed'])).receiverId;
    await ground.database.execute('UPDATE outbound_receivers SET owner = ?', [OWNER]);
  });
  afterAll(() => ground.close());
  beforeEach(() => ground.database.execute('DELETE FROM outbound_deliveries'));

  const get = <T>(type: new (...parameters: never[]) => T): T => ground.module.get<T>(type);
  const insert = (
    rows: readonly (readonly [id: number, receiver: number, state: string, aggregate: number, days: number])[],
  ) =>
    ground.database.execute(
      `INSERT INTO outbound_deliveries
         (delivery_id, receiver_id, state, aggregate_id, topic, event_id, event_type, data, due_at, sent_at) VALUES ?`,
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
    ]);
    expect(await get(ForgetSentEvents).forgetSent()).toBe(2);
    const left = await ground.database.query<{ id: number }>('SELECT delivery_id AS id FROM outbound_deliveries');
    expect(left.map(({ id }) => id).sort()).toEqual([1, 3, 4]);
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
