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

const rule = (name: string, sql: string): IntegrityCheck => ({ name, description: 'A rule.', table: 'stocks', sql });
const EMPTY = rule('stock.empty', `SELECT product_id AS id, 'is empty' AS detail FROM stocks WHERE quantity = 0`);
const LIMIT = { limitMs: 30_000 };
/** Reads far more rows than the time limit allows. */
const ENDLESS = rule(
  'stock.endless',
  `SELECT COUNT(*) AS id, '' AS detail FROM information_schema.COLLATIONS AS a, information_schema.COLLATIONS AS b,
     information_schema.COLLATIONS AS c, information_schema.COLLATIONS AS d`,
);

describe('a run of the integrity checks', () => {
  let ground: TestPlatform;
  beforeAll(async () => {
    ground = await openPlatform({ variables: { DB_POOL: '2' } });
    Logger.overrideLogger(false);
  });
  beforeEach(async () => {
    await ground.database.execute('DELETE FROM stocks');
    await ground.database.execute('INSERT INTO stocks (product_id, quantity) VALUES ?', [
      Array.from({ length: 250 }, (_, index) => [index + 1, 0]),
    ]);
  });
  afterAll(() => ground.close());

  const refill = (productId: number) =>
    ground.database.execute('UPDATE stocks SET quantity = 5 WHERE product_id = ?', [productId]);

  it('counts every row, and keeps the first ones in the order of their ids', async () => {
    const { results } = await runChecks(ground.database, [EMPTY], { ...LIMIT, most: 100 });
    const rows = Array.from({ length: 100 }, (_, index) => ({ id: String(index + 1), detail: 'is empty' }));
    expect(results).toEqual([{ check: EMPTY, violations: 250, rows }]);
  });

  it('reports every row when none is kept', async () => {
    const found: Violation[] = [];
    const { results } = await runChecks(ground.database, [EMPTY], {
      ...LIMIT,
      each: async (_, finding) => {
        found.push(finding);
      },
    });
    expect(found.map(({ id }) => Number(id))).toEqual(Array.from({ length: 250 }, (_, index) => index + 1));
    expect(results).toEqual([{ check: EMPTY, violations: 250, rows: [] }]);
  });

  it('reads one state of the database, whatever is committed between two checks', async () => {
    const { results } = await runChecks(ground.database, [EMPTY, EMPTY], {
      ...LIMIT,
      each: async (_, { id }) => {
        if (Number(id) <= 10) await refill(Number(id));
      },
    });
    expect(results.map(({ violations }) => violations)).toEqual([250, 250]);
    const [after] = (await runChecks(ground.database, [EMPTY], LIMIT)).results;
    expect(after?.violations).toBe(240);
  });

  it('measures ages at an instant that is not after the state that it reads', async () => {
    const older = rule('stock.older', `SELECT 1 AS id, 'before' AS detail FROM DUAL WHERE :now > NOW(3)`);
    const instant = rule('stock.instant', `SELECT CAST(:now AS CHAR) AS id, '' AS detail FROM DUAL`);
    const { checkedAt, results } = await runChecks(ground.database, [older, instant, instant], { ...LIMIT, most: 1 });
    expect(results[0]?.violations).toBe(0);
    const [first, second] = results.slice(1).map(({ rows }) => rows[0]?.id);
    expect(first).toBe(second);
    expect(`${first?.replace(' ', 'T')}Z`).toBe(checkedAt.toISOString());
  });

  it('cannot write', async () => {
    const writing = ground.database.snapshot(async (snapshot) => {
      for await (const _ of snapshot.rows('DELETE FROM stocks', 1_000));
    });
    await expect(writing).rejects.toMatchObject({ errno: 1792 });
  });

  it('returns its connections unchanged, whether it succeeds or fails', async () => {
    const broken = rule('stock.broken', 'SELECT nothing AS id FROM stocks');
    await expect(runChecks(ground.database, [EMPTY, broken], LIMIT)).rejects.toThrow('nothing');
    for (let round = 0; round < 3; round++) await runChecks(ground.database, [EMPTY], LIMIT);
    const seen = await ground.database.transaction(async (tx) => {
      const quantity = async () =>
        (await tx.query<{ quantity: number }>('SELECT quantity FROM stocks WHERE product_id = 1'))[0]?.quantity;
      const before = await quantity();
      await refill(1);
      return [before, await quantity()];
    });
    expect(seen).toEqual([0, 5]);
  });

  it('is ended by the server at its time limit', async () => {
    await expect(runChecks(ground.database, [ENDLESS], { limitMs: 300 })).rejects.toThrow(Unavailable);
    // The server has ended it by then, which may take a moment.
    const running = () =>
      ground.database.query(
        `SELECT ID FROM information_schema.PROCESSLIST
         WHERE DB = DATABASE() AND ID <> CONNECTION_ID() AND INFO LIKE '%COLLATIONS%'`,
      );
    await until(async () => (await running()).length === 0);
    await expect(runChecks(ground.database, [EMPTY, EMPTY], { limitMs: 0 })).rejects.toThrow(Unavailable);
  });

  describe('on an instance', () => {
    /** A run that waits until it is released, and counts its starts. */
    const held = () => {
      const begun: (() => void)[] = [];
      const run = new VerifyIntegrity(ground.database, new IntegrityChecks([EMPTY]));
      const snapshot = ground.database.snapshot.bind(ground.database);
      ground.database.snapshot = async (work) => {
        await new Promise<void>((letGo) => begun.push(letGo));
        return snapshot(work);
      };
      return { run, begun, end: () => (ground.database.snapshot = snapshot) };
    };
    const findings = ({ results }: IntegrityReport) => results[0]?.violations;

    it('runs once at a time; calls during a run share the next one, which sees earlier repairs', async () => {
      const { run, begun, end } = held();
      try {
        const first = run.execute();
        await until(async () => begun.length === 1);
        await refill(1);
        const [second, third] = [run.execute(), run.execute()];
        expect(third).toBe(second);
        await refill(2);
        expect(begun).toHaveLength(1);
        begun[0]?.();
        expect(findings(await first)).toBe(248);
        await until(async () => begun.length === 2);
        await refill(3);
        begun[1]?.();
        expect([findings(await second), findings(await third)]).toEqual([247, 247]);
        expect(begun).toHaveLength(2);
      } finally {
        end();
      }
    });

    it('does not prevent the next run when it fails', async () => {
      const run = new VerifyIntegrity(ground.database, new IntegrityChecks([EMPTY]));
      const snapshot = ground.database.snapshot.bind(ground.database);
      ground.database.snapshot = () => Promise.reject(new Unavailable('The database'));
      await expect(run.execute()).rejects.toThrow(Unavailable);
      ground.database.snapshot = snapshot;
      expect(findings(await run.execute())).toBe(250);
    });
  });

  describe('every five minutes', () => {
    const instance = () => {
      const runs = new IntegrityRuns(ground.database);
      const verify = new VerifyIntegrity(ground.database, new IntegrityChecks([EMPTY]));
      return { runs, clock: new VerifyEveryFiveMinutes(runs, verify, new DatabasePollerLeases(ground.database)) };
    };
    const longAgo = (seconds: number) =>
      ground.database.execute('UPDATE integrity_runs SET started_at = NOW(3) - INTERVAL ? SECOND', [seconds]);

    it('happens on one instance, five minutes after the last one began', async () => {
      const [one, other] = [instance(), instance()];
      await longAgo(299);
      expect(await one.clock.execute()).toBe(false);
      await longAgo(301);
      const ran = await Promise.all([one.clock.execute(), other.clock.execute()]);
      expect(ran.filter(Boolean)).toHaveLength(1);
      expect(await one.clock.execute()).toBe(false);
    });

    it('is visible on every instance', async () => {
      const [one, other] = [instance(), instance()];
      await longAgo(301);
      await one.clock.execute();
      const last = await other.runs.last();
      expect(last?.violations).toEqual({ 'stock.empty': 250 });
      await refill(1);
      await longAgo(301);
      await other.clock.execute();
      expect((await one.runs.last())?.violations).toEqual({ 'stock.empty': 249 });
    });

    it('keeps the last result when it fails, and is repeated after five minutes', async () => {
      const { runs, clock } = instance();
      await longAgo(301);
      await clock.execute();
      const before = await runs.last();
      await longAgo(301);
      const snapshot = ground.database.snapshot.bind(ground.database);
      ground.database.snapshot = () => Promise.reject(new Unavailable('The database'));
      await expect(clock.execute()).rejects.toThrow(Unavailable);
      ground.database.snapshot = snapshot;
      expect(await runs.last()).toEqual(before);
      expect(await clock.execute()).toBe(false);
    });
  });
});
