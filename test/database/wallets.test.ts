import { DataSource } from 'typeorm';
import type { Database } from '#platform/database/database';
import { KeyAlreadyClaimed } from '#platform/http/idempotency/claim';
import { IdempotencyKeys } from '#platform/http/idempotency/idempotency-keys';
import { WalletQueries } from '../../src/modules/wallet/persistence/wallet.queries';
import { WalletRepository } from '../../src/modules/wallet/persistence/wallet.repository';
import { integrityViolations } from '../support/integrity';
import { interceptConnections } from '../support/intercepted-connections';
import { intercepted } from '../support/interceptor';
import { openPlatform, type TestPlatform } from '../support/platform';

/** What many callers ask for at once. */
const CROWD = Array.from({ length: 20 }, (_, index) => index);

describe('wallets', () => {
  let platform: TestPlatform;
  let beside: TestPlatform;
  let database: Database;
  let wallets: WalletRepository;
  let other: WalletRepository;
  let user = 0;
  let lastId = 0;

  beforeAll(async () => {
    platform = await openPlatform();
    beside = await openPlatform({ beside: platform });
    database = platform.database;
    wallets = new WalletRepository(database, new IdempotencyKeys(database));
    other = new WalletRepository(beside.database, new IdempotencyKeys(beside.database));
  });
  beforeEach(() => {
    user += 10_000;
    lastId += 100_000;
  });
  afterEach(async () => expect(await integrityViolations(database, 'wallet.')).toEqual([]));
  afterAll(async () => {
    await beside.close();
    await platform.close();
  });

  /** An id that no other order, payment, refund or charge has. */
  const id = (): number => ++lastId;
  const instance = (index: number): WalletRepository => (index % 2 === 0 ? wallets : other);
  const charge = (amount: number, userId = user): Promise<void> =>
    wallets.charge({ chargeId: id(), userId, amount }, undefined);
  const pointsOf = async (userId = user): Promise<readonly [number, number]> => {
    const { balance, reserved } = await new WalletQueries(database).of(userId);
    return [balance, reserved];
  };
  const entriesOf = async (userId = user): Promise<string[]> => {
    const rows = await database.query<{ line: string }>(
      `SELECT CONCAT(kind, ' ', balance_delta, ' ', reserved_delta, ' = ', balance_after) AS line FROM wallet_entries
       WHERE user_id = ? ORDER BY entry_id`,
      [userId],
    );
    return rows.map(({ line }) => line);
  };
  const order = (orderId: number, amount = 40) => ({ orderId, userId: user, amount });
  const payment = (paymentId: number, amount = 40) => ({ paymentId, userId: user, amount });
  const outcomes = (decisions: readonly { readonly outcome: string }[]): string[] =>
    decisions.map(({ outcome }) => outcome);

  it('set points aside, take them and give them back with their order, each step as often as it is asked for', async () => {
    await charge(100);
    const one = order(id());
    for (let time = 0; time < 2; time++) expect(outcomes(await wallets.reserve([one, one]))).toEqual(['HELD', 'HELD']);
    expect(await pointsOf()).toEqual([100, 40]);
    for (let time = 0; time < 2; time++) await other.consume([one.orderId, one.orderId]);
    expect([await pointsOf(), outcomes(await wallets.reserve([one]))]).toEqual([[60, 0], ['HELD']]);
    for (let time = 0; time < 2; time++) await wallets.release([one, one]);
    await wallets.consume([one.orderId]);
    expect([await pointsOf(), outcomes(await other.reserve([one]))]).toEqual([[100, 0], ['REFUSED']]);
    const two = order(id());
    await wallets.reserve([two]);
    for (let time = 0; time < 2; time++) await wallets.release([two]);
    await wallets.consume([two.orderId]);
    expect(await entriesOf()).toEqual([
      ...['CHARGE 100 0 = 100', 'RESERVE 0 40 = 100', 'CONSUME -40 -40 = 60', 'REFUND 40 0 = 100'],
      ...['RESERVE 0 40 = 100', 'RELEASE 0 -40 = 100'],
    ]);
  });

  it('go to as many orders and payments of two instances as they suffice for', async () => {
    await charge(1_000);
    const answers = await Promise.all(
      CROWD.map(async (index) => {
        if (index % 4 < 2) return outcomes(await instance(index).reserve([order(id(), 100)]));
        return outcomes(await instance(index).spend([payment(id(), 100)]));
      }),
    );
    const granted = answers.flat().filter((outcome) => outcome === 'HELD' || outcome === 'SPENT');
    const [balance, reserved] = await pointsOf();
    expect([granted.length, balance - reserved]).toEqual([10, 0]);
  });

  it('decide one order, one payment and one refund once, though every instance asks at the same time', async () => {
    await charge(1_000);
    const [one, paid, refund] = [order(id()), payment(id()), { refundId: id(), userId: user, amount: 7 }];
    const answers = await Promise.all(
      CROWD.map(async (index) => [
        ...outcomes(await instance(index).reserve([one])),
        ...outcomes(await instance(index + 1).spend([paid])),
        ...((await instance(index).refund([refund])) ?? []),
      ]),
    );
    expect(new Set(answers.flat())).toEqual(new Set(['HELD', 'SPENT']));
    expect(await pointsOf()).toEqual([967, 40]);
    expect(await entriesOf()).toHaveLength(4);
  });

  it('of users who have none refuse once and for ever, and are made by a refund', async () => {
    const [one, two, paid] = [order(id()), order(id()), payment(id())];
    const decided = await Promise.all(
      CROWD.map(async (index) => [
        ...outcomes(await instance(index).reserve([one])),
        ...outcomes(await instance(index + 1).spend([paid])),
        ...((await instance(index).release([two])) ?? []),
      ]),
    );
    expect(new Set(decided.flat())).toEqual(new Set(['REFUSED', 'INSUFFICIENT']));
    const refund = { refundId: id(), userId: user, amount: 500 };
    await Promise.all(CROWD.map((index) => instance(index).refund([refund])));
    expect(await pointsOf()).toEqual([500, 0]);
    const late = [...(await wallets.reserve([one, two])), ...(await wallets.spend([paid]))];
    expect(outcomes(late)).toEqual(['REFUSED', 'REFUSED', 'INSUFFICIENT']);
  });

  it.each<[string, (at: WalletRepository, reference: number) => Promise<unknown>, number]>([
    ['payment', (at, paymentId) => at.spend([payment(paymentId)]).then(outcomes), 0],
    ['order', (at, orderId) => at.reserve([order(orderId)]).then(outcomes), 0],
    ['refund', (at, refundId) => at.refund([{ refundId, userId: user, amount: 7 }]), 7],
  ])(
    'of users who have none are decided by the first of two instances that have read the same: a %s',
    async (...row) => {
      const [, ask, balance] = row;
      const reference = id();
      let first: Promise<unknown> | undefined;
      const restore = interceptConnections(platform.module.get(DataSource), {
        query: (query) => (sql, parameters, answered) => {
          if (first !== undefined || !sql.includes('FOR UPDATE')) return query(sql, parameters, answered);
          query(sql, parameters, (error, rows) => {
            first = ask(other, reference);
            void first.then(() => answered(error, rows));
          });
        },
      });
      const second = await ask(wallets, reference);
      restore();
      expect([second, await pointsOf()]).toEqual([await first, [balance, 0]]);
    },
  );

  it('are made and kept by what cancels out in one batch', async () => {
    for (const round of [1, 2]) {
      await Promise.all([
        wallets.refund([{ refundId: id(), userId: user, amount: 40 }]),
        wallets.spend([payment(id())]),
      ]);
      expect([await pointsOf(), await entriesOf()]).toMatchObject([[0, 0], { length: 2 * round }]);
    }
  });

  it('of a thousand users stay exact while each is charged, used and refunded twice at once on two instances', async () => {
    const users = Array.from({ length: 1_000 }, (_, index) => user + index);
    const ids = new Map(users.map((userId) => [userId, [id(), id(), id(), id()] as const]));
    await Promise.all(users.map((userId) => charge(1_000, userId)));
    await Promise.all(
      users.flatMap((userId) => {
        const [first, second, third, fourth] = ids.get(userId) as readonly [number, number, number, number];
        return [wallets, other].map(async (at) => {
          const requests = [first, second, third].map((orderId) => ({ orderId, userId, amount: 400 }));
          const held = (await at.reserve(requests)).filter(({ outcome }) => outcome === 'HELD');
          expect(held.map(({ orderId }) => orderId)).toEqual([first, second]);
          await Promise.all([
            at.consume([first]),
            at.release([{ orderId: second, userId, amount: 400 }]),
            at.refund([{ refundId: fourth, userId, amount: 50 }]),
          ]);
          const spent = await at.spend([{ paymentId: fourth, userId, amount: 650 }]);
          expect(outcomes(spent)).toEqual(['SPENT']);
        });
      }),
    );
    const [row] = await database.query<{ balances: number; reserved: number; users: number }>(
      'SELECT MAX(balance) + MIN(balance) AS balances, SUM(reserved) AS reserved, COUNT(*) AS users FROM wallets WHERE user_id IN (?)',
      [users],
    );
    expect([Number(row?.balances), Number(row?.reserved), row?.users]).toEqual([0, 0, 1_000]);
    expect([database.rerunsByError.get(1213), beside.database.rerunsByError.get(1213)]).toEqual([undefined, undefined]);
  }, 60_000);

  it('are locked in ascending order: batches that name them in any order never wait for each other in a circle', async () => {
    const users = CROWD.map((index) => user + index);
    await Promise.all(users.map((userId) => charge(1_000, userId)));
    const reruns = database.reruns + beside.database.reruns;
    for (let round = 0; round < 20; round++) {
      const requests = users.map((userId) => ({ paymentId: id(), userId, amount: 1 }));
      await Promise.all([wallets.spend(requests.slice(0, 15)), other.spend(requests.slice(5).reverse())]);
    }
    expect(database.reruns + beside.database.reruns - reruns).toBe(0);
  });

  it('take two round trips for all that happens at the same time', async () => {
    await charge(1_000);
    const packets: string[] = [];
    const restore = interceptConnections(platform.module.get(DataSource), {
      query: (query) => (sql, parameters, answered) => {
        packets.push(sql);
        query(sql, parameters, answered);
      },
    });
    await Promise.all([
      ...CROWD.map(() => wallets.reserve([order(id(), 10)])),
      ...CROWD.map(() => wallets.spend([payment(id(), 10)])),
      ...CROWD.map(() => wallets.refund([{ refundId: id(), userId: user, amount: 1 }])),
    ]);
    restore();
    expect(packets).toEqual([
      expect.stringMatching(/^START TRANSACTION.*FOR UPDATE.*wallet_reservations.*wallet_spendings.*wallet_entries/s),
      expect.stringMatching(/^UPDATE \(.*INSERT INTO wallet_entries.*INSERT INTO wallet_spendings.*COMMIT$/s),
    ]);
    expect(packets[1]?.match(/(INSERT|UPDATE) /g)).toHaveLength(4);
    expect(await pointsOf()).toEqual([820, 200]);
  });

  it.each<[string, 'answer' | 'request']>([
    ['commits and does not answer', 'answer'],
    ['does not get the COMMIT', 'request'],
  ])('book each reference once when the database %s', async (_, lost) => {
    await charge(1_000);
    let breaks = true;
    const restore = interceptConnections(platform.module.get(DataSource), {
      query: (query, connection) => (sql, parameters, answered) => {
        if (!breaks || !sql.includes('INSERT INTO wallet_entries')) return query(sql, parameters, answered);
        breaks = false;
        const silence = (): void => {
          connection.destroy();
          answered(Object.assign(new Error('Connection lost'), { code: 'PROTOCOL_CONNECTION_LOST' }), undefined);
        };
        if (lost === 'request') silence();
        else query(sql, parameters, silence);
      },
    });
    const unknown = database.unknownCommits;
    const answers = await Promise.all([
      charge(500),
      charge(100, user + 1),
      wallets.reserve([order(id())]).then(outcomes),
      wallets.spend([payment(id()), payment(id(), 5_000)]).then(outcomes),
      wallets.refund([{ refundId: id(), userId: user, amount: 7 }]),
    ]);
    restore();
    expect([breaks, database.unknownCommits - unknown]).toEqual([false, 1]);
    expect(answers).toEqual([undefined, undefined, ['HELD'], ['SPENT', 'INSUFFICIENT'], undefined]);
    expect([await pointsOf(), await pointsOf(user + 1)]).toEqual([
      [1_467, 40],
      [100, 0],
    ]);
  });

  it('never fall below what is reserved, even when the lock does not hold', async () => {
    await charge(100);
    const elsewhere = `UPDATE wallets SET balance = balance - 90 WHERE user_id = ${user}`;
    const unlocked = new WalletRepository(intercepted(database, elsewhere), new IdempotencyKeys(database));
    await expect(unlocked.spend([payment(id())])).rejects.toThrow(/another number of rows/);
    await expect(unlocked.reserve([order(id())])).rejects.toThrow(/another number of rows/);
    expect([await pointsOf(), await entriesOf()]).toEqual([[100, 0], ['CHARGE 100 0 = 100']]);
  });

  it('take reserved points of no order that was released meanwhile, even when the lock does not hold', async () => {
    await charge(100);
    const one = order(id());
    await wallets.reserve([one]);
    const elsewhere = `UPDATE wallet_reservations SET state = 'RELEASED' WHERE order_id = ${one.orderId}`;
    const unlocked = new WalletRepository(intercepted(database, elsewhere), new IdempotencyKeys(database));
    await expect(unlocked.consume([one.orderId])).rejects.toThrow(/another number of rows/);
    expect(await pointsOf()).toEqual([100, 40]);
  });

  it('are refused by the tables below zero, below what is reserved, and a second entry for one reference', async () => {
    await charge(100);
    await wallets.reserve([order(id())]);
    const change = (column: string) => database.execute(`UPDATE wallets SET ${column} WHERE user_id = ?`, [user]);
    await expect(change('balance = 39')).rejects.toThrow(/ck_wallets/);
    await expect(change('reserved = -1')).rejects.toThrow(/ck_wallets/);
    const entry = (kind: string, balance: number, reserved: number) =>
      database.execute(
        `INSERT INTO wallet_entries (user_id, kind, balance_delta, reserved_delta, balance_after, reference, reference_id)
         VALUES (?, ?, ?, ?, 0, 'ORDER', ?)`,
        [user, kind, balance, reserved, lastId],
      );
    await expect(entry('RESERVE', 0, 40)).rejects.toThrow(/uq_wallet_entries_once/);
    for (const [kind, balance, reserved] of [
      ...[['CHARGE', -1, 0] as const, ['SPEND', 1, 0] as const, ['REFUND', 0, 0] as const],
      ...[['CONSUME', -1, 0] as const, ['RELEASE', 0, 1] as const, ['RESERVE', 1, 1] as const],
    ])
      await expect(entry(kind, balance, reserved)).rejects.toThrow(/ck_wallet_entries_deltas/);
  });

  it('give the key of a charge to one of two requests, and the other charges nothing', async () => {
    const claim = { userId: user, key: 'key', hash: Buffer.alloc(32) };
    const charges = await Promise.allSettled(
      CROWD.map((index) => instance(index).charge({ chargeId: id(), userId: user, amount: 1_000 }, claim)),
    );
    const failed = charges.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect([failed.length, failed.every((error) => error instanceof KeyAlreadyClaimed)]).toEqual([19, true]);
    expect(await pointsOf()).toEqual([1_000, 0]);
    await database.execute('DELETE FROM idempotency_keys WHERE user_id = ?', [user]);
  });

  it('leave the key of a refused charge free, and charge up to the limit though two charges arrive at once', async () => {
    await charge(4_000_000);
    const charges = await Promise.allSettled(
      CROWD.map((index) =>
        instance(index).charge(
          { chargeId: id(), userId: user, amount: 400_000 },
          { userId: user, key: `key-${index}`, hash: Buffer.alloc(32) },
        ),
      ),
    );
    expect(charges.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(await pointsOf()).toEqual([4_800_000, 0]);
    const [keys] = await database.query<{ count: number }>(
      'SELECT COUNT(*) AS count FROM idempotency_keys WHERE user_id = ?',
      [user],
    );
    expect(keys?.count).toBe(2);
  });

  it('fail alone for a request that cannot be booked', async () => {
    await charge(100);
    const bad = wallets.spend([payment(id(), -5)]);
    const [good] = await Promise.all([wallets.spend([payment(id(), 5)]), expect(bad).rejects.toThrow(/ck_wallet/)]);
    expect([outcomes(good), await pointsOf()]).toEqual([['SPENT'], [95, 0]]);
  });
});
