import { DataSource } from 'typeorm';
import type { Database } from '#platform/database/database';
import { DomainError, Unavailable } from '#platform/domain-error';
import { CouponCache } from '../../src/modules/coupon/persistence/coupon-cache';
import { CouponQueries } from '../../src/modules/coupon/persistence/coupon.queries';
import { CouponRepository } from '../../src/modules/coupon/persistence/coupon.repository';
import { IssueRepository } from '../../src/modules/coupon/persistence/issue.repository';
import { integrityViolations } from '../support/integrity';
import { interceptConnections } from '../support/intercepted-connections';
import { intercepted } from '../support/interceptor';
import { openPlatform, type TestPlatform } from '../support/platform';

const PROVIDERS = [IssueRepository, CouponRepository, CouponCache, CouponQueries];
const BATCH_AND_QUEUE = 500 + 5_000;

describe('issuing coupons', () => {
  let platform: TestPlatform;
  let issuer: IssueRepository;
  let database: Database;
  let couponId: number;

  beforeAll(async () => {
    platform = await openPlatform({ providers: PROVIDERS });
    database = platform.database;
    issuer = platform.module.get(IssueRepository);
  });
  beforeEach(async () => {
    couponId = await coupon(100);
  });
  afterAll(() => platform.close());

  const coupon = (quantity: number): Promise<number> => {
    const from = new Date(Date.now() - 3_600_000);
    return platform.module.get(CouponRepository).add(
      {
        ...{
          name: 'coupon',
          discountType: 'AMOUNT',
          discountValue: 1_000,
          maxDiscount: null,
          minOrderPrice: 0,
          quantity,
        },
        ...{ issueStartTime: from, issueEndTime: new Date(Date.now() + 3_600_000), validDays: 1, validUntil: null },
      },
      undefined,
    );
  };
  const issueFrom = async (repository: IssueRepository, userId: number): Promise<number | string> => {
    try {
      return (await repository.issue({ couponId, userId, instant: new Date() })).userCouponId;
    } catch (error) {
      return error instanceof DomainError ? error.code : String(error);
    }
  };
  const issue = (userId: number): Promise<number | string> => issueFrom(issuer, userId);
  const owned = async (): Promise<number[]> => {
    const rows = await database.query<{ id: number }>(
      'SELECT user_coupon_id AS id FROM user_coupons WHERE coupon_id = ? ORDER BY user_id',
      [couponId],
    );
    return rows.map(({ id }) => id);
  };
  const issued = async (): Promise<number | undefined> =>
    (await database.query<{ issued: number }>('SELECT issued FROM coupons WHERE coupon_id = ?', [couponId]))[0]?.issued;

  it('takes two round trips for all who ask at the same time', async () => {
    await issue(999);
    const packets: string[] = [];
    const restore = interceptConnections(platform.module.get(DataSource), {
      query: (query) => (sql, parameters, answered) => {
        packets.push(sql);
        query(sql, parameters, answered);
      },
    });
    await Promise.all(Array.from({ length: 50 }, (_, user) => issue(user + 1)));
    restore();
    expect(packets).toEqual([
      expect.stringMatching(/^START TRANSACTION.*FOR UPDATE.*FROM user_coupons/s),
      expect.stringMatching(/^INSERT INTO user_coupons.*UPDATE coupons.*COMMIT$/s),
    ]);
    expect(await issued()).toBe(51);
  });

  it.each<[string, 'answer' | 'request']>([
    ['commits and does not answer', 'answer'],
    ['does not get the COMMIT', 'request'],
  ])('gives each user one coupon under its first id when the database %s', async (_, lost) => {
    let breaks = true;
    const restore = interceptConnections(platform.module.get(DataSource), {
      query: (query, connection) => (sql, parameters, answered) => {
        if (!breaks || !sql.includes('INSERT INTO user_coupons')) return query(sql, parameters, answered);
        breaks = false;
        const silence = (): void => {
          connection.destroy();
          answered(Object.assign(new Error('Connection lost'), { code: 'PROTOCOL_CONNECTION_LOST' }), undefined);
        };
        if (lost === 'request') silence();
        else query(sql, parameters, silence);
      },
    });
    const answers = await Promise.all([1, 2, 3, 1].map(issue));
    restore();
    expect([breaks, database.unknownCommits > 0]).toEqual([false, true]);
    expect(answers).toEqual([...(await owned()), 'COUPON_ALREADY_ISSUED']);
    expect(await issued()).toBe(3);
    expect(await integrityViolations(database)).toEqual([]);
  });

  it('never issues more than there are, even when the lock does not hold', async () => {
    couponId = await coupon(1);
    const { bus, ids, cache } = issuer as unknown as Record<string, never>;
    const others = `UPDATE coupons SET issued = 1 WHERE coupon_id = ${couponId}`;
    const unlocked = new IssueRepository(intercepted(database, others), bus as never, ids as never, cache as never);
    expect(await issueFrom(unlocked, 1)).toMatch(/UnexpectedRowCount|another number of rows/);
    expect(await owned()).toEqual([]);
    await database.execute('UPDATE coupons SET issued = 0 WHERE coupon_id = ?', [couponId]);
  });

  it('is refused by the tables themselves beyond the quantity, and for a user who has the coupon', async () => {
    await issue(1);
    const more = 'UPDATE coupons SET issued = issued + 100 WHERE coupon_id = ?';
    await expect(database.execute(more, [couponId])).rejects.toThrow(/ck_coupons_issued/);
    const again = `INSERT INTO user_coupons (user_coupon_id, coupon_id, user_id, issued_at, expires_at)
                   VALUES (-1, ?, 1, NOW(3), NOW(3))`;
    await expect(database.execute(again, [couponId])).rejects.toThrow(/uq_user_coupons_coupon_user/);
  });

  it('issues none after a revocation or an end that it has to wait for, whatever its instance knows', async () => {
    for (const [change, code] of [
      ['revoked_at = NOW(3)', 'COUPON_REVOKED'],
      ['issue_end_at = NOW(3) - INTERVAL 1 SECOND', 'COUPON_ENDED'],
    ]) {
      couponId = await coupon(1);
      let asked: Promise<number | string> = Promise.resolve('');
      await database.transaction(async (tx) => {
        await tx.execute(`UPDATE coupons SET ${change} WHERE coupon_id = ?`, [couponId]);
        asked = issue(1);
      });
      expect(await asked).toBe(code);
    }
  });

  it('issues other coupons while the definition of one stays locked', async () => {
    const [locked, free] = [couponId, await coupon(1)];
    let waiting: Promise<number | string> = Promise.resolve('');
    let other: Promise<number | string> = Promise.resolve('');
    await database.transaction(async (tx) => {
      await tx.query('SELECT issued FROM coupons WHERE coupon_id = ? FOR UPDATE', [locked]);
      waiting = issue(1);
      couponId = free;
      other = issue(1);
      expect(await Promise.race([waiting, other])).toBe(await other);
      expect(await owned()).toEqual([await other]);
    });
    expect(await waiting).not.toBe(await other);
  });

  it('refuses at once when too many wait, and none of those gets a coupon', async () => {
    let waiting: Promise<number | string>[] = [];
    let refused: unknown;
    await database.transaction(async (tx) => {
      await tx.query('SELECT issued FROM coupons WHERE coupon_id = ? FOR UPDATE', [couponId]);
      waiting = [issue(1)];
      // The first batch is waiting for the lock before the queue fills.
      await new Promise((turn) => setImmediate(turn));
      waiting.push(...Array.from({ length: 5_000 }, (_, user) => issue(user + 2)));
      refused = await issuer.issue({ couponId, userId: 9_999, instant: new Date() }).catch((error: unknown) => error);
    });
    expect(refused).toBeInstanceOf(Unavailable);
    const answers = await Promise.all(waiting);
    expect(answers.filter((answer) => typeof answer === 'number')).toHaveLength(100);
    expect(waiting.length).toBeLessThan(BATCH_AND_QUEUE);
    expect(await owned()).toHaveLength(100);
  });
});
