import { DatabasePollerLeases } from '#platform/database/database-poller-leases';
import { Logger } from '@nestjs/common';
import { runChecks, type IntegrityReport, type Violation } from '#platform/integrity/run-checks';
import { type IntegrityCheck, IntegrityChecks } from '#platform/integrity/integrity-check';
import { Unavailable } from '#platform/domain-error';
import { IntegrityRuns } from '../../src/modules/admin/persistence/integrity-runs';
import { VerifyEveryFiveMinutes } from '../../src/modules/admin/use-cases/verify-every-five-minutes';
import { VerifyIntegrity } from '../../src/modules/admin/use-cases/verify-integrity';
import { type TestPlatform, openPlatform } from '../support/platform';
import { until } from '../support/until';

const check = (name: string, sql: string): IntegrityCheck => ({ name, description: 'A check.', table: 'stocks', sql });
const EMPTY = check('stock.empty', `SELECT product_id AS id, 'is empty' AS detail FROM stocks WHERE quantity = 0`);
const LIMIT = { limitMs: 30_000 };
/** Reads far too much to end within any limit. */
const ENDLESS = check(
  'stock.endless',
  `SELECT COUNT(*) AS id, '' AS detail FROM information_schema.COLLATIONS AS a, information_schema.COLLATIONS AS b,
     information_schema.COLLATIONS AS c, information_schema.COLLATIONS AS d`,
);

describe('a run of the integrity checks', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await openPlatform({ variables: { DB_POOL: '2' } });
    Logger.overrideLogger(false);
  });
  beforeEach(async () => {
    await platform.database.execute('DELETE FROM stocks');
    await platform.database.execute('INSERT INTO stocks (product_id, quantity) VALUES ?', [
      Array.from({ length: 250 }, (_, index) => [index + 1, 0]),
    ]);
  });
  afterAll(() => platform.close());

  const refill = (productId: number) =>
    platform.database.execute('UPDATE stocks SET quantity = 5 WHERE product_id = ?', [productId]);

  it('counts every row, and keeps the first ones in the order of their ids', async () => {
    const { results } = await runChecks(platform.database, [EMPTY], { ...LIMIT, most: 100 });
    const rows = Array.from({ length: 100 }, (_, index) => ({ id: String(index + 1), detail: 'is empty' }));
    expect(results).toEqual([{ check: EMPTY, violations: 250, rows }]);
  });

  it('passes every violation to a callback and keeps none', async () => {
    const found: Violation[] = [];
    const { results } = await runChecks(platform.database, [EMPTY], {
      ...LIMIT,
      each: async (_, finding) => {
        found.push(finding);
      },
    });
    expect(found.map(({ id }) => Number(id))).toEqual(Array.from({ length: 250 }, (_, index) => index + 1));
    expect(results).toEqual([{ check: EMPTY, violations: 250, rows: [] }]);
  });

  it('reads one snapshot of the database, whatever is committed between two checks', async () => {
    const { results } = await runChecks(platform.database, [EMPTY, EMPTY], {
      ...LIMIT,
      each: async (_, { id }) => {
        if (Number(id) <= 10) await refill(Number(id));
      },
    });
    expect(results.map(({ violations }) => violations)).toEqual([250, 250]);
    const [after] = (await runChecks(platform.database, [EMPTY], LIMIT)).results;
    expect(after?.violations).toBe(240);
  });

  it('compares times with one instant, which is not later than its snapshot', async () => {
    const older = check('stock.older', `SELECT 1 AS id, 'before' AS detail FROM DUAL WHERE :now > NOW(3)`);
    const instant = check('stock.instant', `SELECT CAST(:now AS CHAR) AS id, '' AS detail FROM DUAL`);
    const { checkedAt, results } = await runChecks(platform.database, [older, instant, instant], { ...LIMIT, most: 1 });
    expect(results[0]?.violations).toBe(0);
    const [first, second] = results.slice(1).map(({ rows }) => rows[0]?.id);
    expect(first).toBe(second);
    expect(`${first?.replace(' ', 'T')}Z`).toBe(checkedAt.toISOString());
  });

  it('fails when it writes', async () => {
    const writing = platform.database.snapshot(async (snapshot) => {
      for await (const _ of snapshot.rows('DELETE FROM stocks', 1_000));
    });
    await expect(writing).rejects.toMatchObject({ errno: 1792 });
  });

  it('returns its connection to the pool unchanged, whether it succeeds or fails', async () => {
    const broken = check('stock.broken', 'SELECT nothing AS id FROM stocks');
    await expect(runChecks(platform.database, [EMPTY, broken], LIMIT)).rejects.toThrow('nothing');
    for (let round = 0; round < 3; round++) await runChecks(platform.database, [EMPTY], LIMIT);
    const seen = await platform.database.transaction(async (tx) => {
      const quantity = async () =>
        (await tx.query<{ quantity: number }>('SELECT quantity FROM stocks WHERE product_id = 1'))[0]?.quantity;
      const before = await quantity();
      await refill(1);
      return [before, await quantity()];
    });
    expect(seen).toEqual([0, 5]);
  });

  it('is killed by the server at its time limit', async () => {
    await expect(runChecks(platform.database, [ENDLESS], { limitMs: 300 })).rejects.toThrow(Unavailable);
    // The server has been asked to kill the statement by then, and may need a moment.
    const running = () =>
      platform.database.query(
        `SELECT ID FROM information_schema.PROCESSLIST
         WHERE DB = DATABASE() AND ID <> CONNECTION_ID() AND INFO LIKE '%COLLATIONS%'`,
      );
    await until(async () => (await running()).length === 0);
    await expect(runChecks(platform.database, [EMPTY, EMPTY], { limitMs: 0 })).rejects.toThrow(Unavailable);
  });

  describe('on an instance', () => {
    /** Runs that each wait until they are released, with a list of those that started. */
    const pausedRuns = () => {
      const started: (() => void)[] = [];
      const run = new VerifyIntegrity(platform.database, new IntegrityChecks([EMPTY]));
      const snapshot = platform.database.snapshot.bind(platform.database);
      platform.database.snapshot = async (work) => {
        await new Promise<void>((release) => started.push(release));
        return snapshot(work);
      };
      return { run, started, end: () => (platform.database.snapshot = snapshot) };
    };
    const violationsIn = ({ results }: IntegrityReport) => results[0]?.violations;

    it('runs alone; requests meanwhile share the next run, which sees the repairs made before it', async () => {
      const { run, started, end } = pausedRuns();
      try {
        const first = run.execute();
        await until(async () => started.length === 1);
        await refill(1);
        const [second, third] = [run.execute(), run.execute()];
        expect(third).toBe(second);
        await refill(2);
        expect(started).toHaveLength(1);
        started[0]?.();
        expect(violationsIn(await first)).toBe(248);
        await until(async () => started.length === 2);
        await refill(3);
        started[1]?.();
        expect([violationsIn(await second), violationsIn(await third)]).toEqual([247, 247]);
        expect(started).toHaveLength(2);
      } finally {
        end();
      }
    });

    it('does not prevent the next run when it fails', async () => {
      const run = new VerifyIntegrity(platform.database, new IntegrityChecks([EMPTY]));
      const snapshot = platform.database.snapshot.bind(platform.database);
      platform.database.snapshot = () => Promise.reject(new Unavailable('The database'));
      await expect(run.execute()).rejects.toThrow(Unavailable);
      platform.database.snapshot = snapshot;
      expect(violationsIn(await run.execute())).toBe(250);
    });
  });

  describe('started every five minutes', () => {
    const instance = () => {
      const runs = new IntegrityRuns(platform.database);
      const verify = new VerifyIntegrity(platform.database, new IntegrityChecks([EMPTY]));
      return { runs, job: new VerifyEveryFiveMinutes(runs, verify, new DatabasePollerLeases(platform.database)) };
    };
    const startedSecondsAgo = (seconds: number) =>
      platform.database.execute('UPDATE integrity_runs SET started_at = NOW(3) - INTERVAL ? SECOND', [seconds]);

    it('runs on one of the instances when the last run started five minutes ago', async () => {
      const [one, other] = [instance(), instance()];
      await startedSecondsAgo(299);
      expect(await one.job.execute()).toBe(false);
      await startedSecondsAgo(301);
      const outcomes = await Promise.all([one.job.execute(), other.job.execute()]);
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect(await one.job.execute()).toBe(false);
    });

    it('has a result that every instance reads', async () => {
      const [one, other] = [instance(), instance()];
      await startedSecondsAgo(301);
      await one.job.execute();
      const last = await other.runs.last();
      expect(last?.violations).toEqual({ 'stock.empty': 250 });
      await refill(1);
      await startedSecondsAgo(301);
      await other.job.execute();
      expect((await one.runs.last())?.violations).toEqual({ 'stock.empty': 249 });
    });

    it('keeps the result of the last run when it fails, and is retried after five minutes', async () => {
      const { runs, job } = instance();
      await startedSecondsAgo(301);
      await job.execute();
      const before = await runs.last();
      await startedSecondsAgo(301);
      const snapshot = platform.database.snapshot.bind(platform.database);
      platform.database.snapshot = () => Promise.reject(new Unavailable('The database'));
      await expect(job.execute()).rejects.toThrow(Unavailable);
      platform.database.snapshot = snapshot;
      expect(await runs.last()).toEqual(before);
      expect(await job.execute()).toBe(false);
    });
  });
});
