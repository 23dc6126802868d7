import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import { applyMigrations } from '#platform/database/apply-migrations';
import { MigrationLock } from '#platform/database/migration-lock';
import { openDataSource } from '#platform/database/data-source';
import { schema } from '../../src/schema';
import { configFor, createEmptyScheme, createScheme, dropScheme } from '../support/scheme';
import { tableDefinitions } from '../support/table-definitions';
import { until } from '../support/until';

/** The record of a statement that is no longer running. */
const END_OF_STATEMENT = /^INSERT INTO schema_migration_progress[^]*,0$/;
/** What a migration sends, without the tables in which its runs are recorded. */
const STATEMENT = /^\s*(CREATE|INSERT)(?![^]*schema_migration)/;

class Died extends Error {}

function expectDeath(error: unknown): false {
  expect(error).toBeInstanceOf(Died);
  return false;
}

describe('migrations', () => {
  let scheme: string;
  beforeEach(async () => {
    scheme = await createEmptyScheme();
  });
  afterEach(() => dropScheme(scheme));

  const withDataSource = async <T>(work: (dataSource: DataSource) => Promise<T>, migrations = schema): Promise<T> => {
    const dataSource = await openDataSource(configFor(scheme), migrations, { isMigration: true });
    try {
      return await work(dataSource);
    } finally {
      await dataSource.destroy();
    }
  };
  const apply = (dataSource: DataSource, interruption = new AbortController().signal): Promise<string[]> =>
    applyMigrations(dataSource, { interruption, onWait: () => undefined });
  /** Applies the migrations until the process dies instead of sending a statement. */
  const applyUntil = (dies: (sql: string) => boolean, migrations = schema): Promise<string[]> =>
    withDataSource(async (dataSource) => {
      let isDead = false;
      const createRunner = dataSource.createQueryRunner.bind(dataSource);
      dataSource.createQueryRunner = () => {
        const runner = createRunner();
        const query = runner.query.bind(runner) as (...statement: unknown[]) => Promise<unknown>;
        runner.query = (...statement: unknown[]) => {
          isDead ||= dies(statement.join(' '));
          return isDead ? Promise.reject(new Died()) : query(...statement);
        };
        return runner;
      };
      return apply(dataSource);
    }, migrations);
  const everything = (of: string): Promise<unknown> => tableDefinitions(of, { withRows: true });

  it.each([
    ['after a statement and before its record', (sql: string) => END_OF_STATEMENT.test(sql), 1],
    ['after the record of a statement and before the next one', (sql: string) => STATEMENT.test(sql), 1],
  ])('end in the same schema when they die %s, at every statement', async (_, isPlace, places) => {
    let deaths = 0;
    for (let isComplete = false; !isComplete;) {
      let seen = 0;
      // Each run comes at least one statement further than the one before.
      const outcome = applyUntil((sql) => isPlace(sql) && ++seen > places);
      isComplete = await outcome.then(() => true, expectDeath);
      if (!isComplete) deaths++;
      expect(deaths).toBeLessThan(200);
    }
    expect(deaths).toBeGreaterThan(30);
    const fresh = await createScheme();
    try {
      expect(await everything(scheme)).toEqual(await everything(fresh));
    } finally {
      await dropScheme(fresh);
    }
  });

  it('send one statement at a time, because only then each one is recorded', async () => {
    const sent: string[] = [];
    const runner = { query: (sql: string) => Promise.resolve(sent.push(sql)) } as unknown as QueryRunner;
    for (const Migration of schema.migrations) await new Migration().up(runner);
    expect(sent.filter((sql) => /;\s*\S/.test(sql.replaceAll(/'[^']*'/g, '')))).toEqual([]);
  });

  it('go on where a release that recorded whole migrations only has left one half-applied', async () => {
    // The first statements of the migration of the events, after those of all modules before it.
    await applyUntil((sql) => sql.includes('CREATE TABLE hot_deal_signals')).catch(expectDeath);
    await withDataSource((dataSource) => dataSource.query('DROP TABLE schema_migration_progress'));
    const applied = await withDataSource(apply);
    expect(applied[0]).toMatch(/^Event/);
    expect(applied).toHaveLength(schema.migrations.length - 5);
  });

  it('are undone one by one, the last one first, and can be applied again', async () => {
    await withDataSource(apply);
    const complete = await everything(scheme);
    await withDataSource(async (dataSource) => {
      for (const _ of schema.migrations) {
        await dataSource.undoLastMigration({ transaction: 'none' });
      }
    });
    const left = Object.keys(await tableDefinitions(scheme));
    expect(left.filter((table) => !table.startsWith('schema_migration'))).toEqual([]);
    expect(await withDataSource(apply)).toHaveLength(schema.migrations.length);
    expect(await everything(scheme)).toEqual(complete);
  });

  it('refuse a table that exists although no run of them has made it', async () => {
    await withDataSource((dataSource) => dataSource.query('CREATE TABLE hot_deals (id INT)'));
    for (let run = 0; run < 2; run++) {
      await expect(withDataSource(apply)).rejects.toMatchObject({ errno: 1050 });
    }
  });

  it('change data once when they die at any statement', async () => {
    class Counted1796000009000 implements MigrationInterface {
      async up(runner: QueryRunner): Promise<void> {
        await runner.query('CREATE TABLE counted (number INT NOT NULL)');
        await runner.query('INSERT INTO counted (number) VALUES (1)');
        await runner.query('UPDATE counted SET number = number + 1');
        await runner.query('ALTER TABLE counted ADD COLUMN twice INT NOT NULL DEFAULT 2');
        await runner.query('UPDATE counted SET number = number + 1');
        await runner.query('ALTER TABLE counted DROP COLUMN twice');
      }
      async down(): Promise<void> {
        throw new Error('not reverted');
      }
    }
    const migrations = { migrations: [Counted1796000009000] };
    for (let count = 1; count < 40; count++) {
      let seen = 0;
      const words = /^\s*(INSERT|UPDATE|ALTER|COMMIT)/;
      if (await applyUntil((sql) => words.test(sql) && ++seen > count, migrations).catch(expectDeath)) break;
    }
    expect(await withDataSource((dataSource) => dataSource.query('SELECT * FROM counted'), migrations)).toEqual([
      { number: 3 },
    ]);
  });

  it('of two processes are applied by one, and the other one waits for it', async () => {
    const waiting: string[] = [];
    const applied = await Promise.all(
      ['one', 'other'].map((name) =>
        withDataSource((dataSource) =>
          applyMigrations(dataSource, {
            interruption: new AbortController().signal,
            onWait: () => waiting.push(name),
          }),
        ),
      ),
    );
    expect(applied.map(({ length }) => length).sort()).toEqual([0, schema.migrations.length]);
    expect(waiting).toHaveLength(1);
  });

  it('end when the connection of their lock is lost, because another process could apply them too', async () => {
    await withDataSource(async (dataSource) => {
      const createRunner = dataSource.createQueryRunner.bind(dataSource);
      const runners: QueryRunner[] = [];
      dataSource.createQueryRunner = () => {
        const runner = createRunner();
        runners.push(runner);
        const query = runner.query.bind(runner) as (...statement: unknown[]) => Promise<unknown>;
        runner.query = (async (...statement: unknown[]) => {
          const answer = await query(...statement);
          if (String(statement[0]).includes('CREATE TABLE hot_deals')) {
            const [{ id }] = (await runners[0]?.query('SELECT CONNECTION_ID() AS id')) as [{ id: number }];
            await query(`KILL ${id}`);
          }
          return answer;
        }) as typeof runner.query;
        return runner;
      };
      await expect(apply(dataSource)).rejects.toThrow();
    });
    expect(Object.keys(await tableDefinitions(scheme))).toContain('hot_deals');
    expect(Object.keys(await tableDefinitions(scheme))).not.toContain('orders');
    expect((await withDataSource(apply)).length).toBeGreaterThan(0);
  });

  describe('of a process', () => {
    const migrate = () => {
      const child = spawn(process.execPath, ['-r', './test/support/typescript.cjs', 'src/migrate.ts'], {
        cwd: `${__dirname}/../..`,
        env: { ...process.env, DB_SCHEME: scheme, SECRET_KEY: 'a key for the tests, of more than thirty-two bytes' },
      });
      const output = Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
      return { child, ended: output.then(([out, errors, [code]]) => ({ output: out, errors, code: code as number })) };
    };
    const tableCount = async (): Promise<number> => Object.keys(await tableDefinitions(scheme)).length;

    it('that is killed, and of one that is ended by Ctrl-C, are completed by the next one', async () => {
      const killed = migrate();
      await until(async () => (await tableCount()) > 5);
      killed.child.kill('SIGKILL');
      await killed.ended;
      const before = await tableCount();
      const interrupted = migrate();
      await until(async () => (await tableCount()) > before);
      interrupted.child.kill('SIGINT');
      const outcome = await interrupted.ended;
      expect([0, 130]).toContain(outcome.code);
      expect(await migrate().ended).toMatchObject({ code: 0, errors: '' });
      const fresh = await createScheme();
      expect(await everything(scheme)).toEqual(await everything(fresh));
      await dropScheme(fresh);
    });

    it('that waits for another one end at once by Ctrl-C, and leave nothing locked', async () => {
      await withDataSource(async (dataSource) => {
        const lock = await MigrationLock.acquire(dataSource, {
          interruption: new AbortController().signal,
          onWait: () => undefined,
        });
        const { child, ended } = migrate();
        child.stdout.setEncoding('utf8');
        await Promise.race([once(child.stdout, 'data'), ended]);
        await pause(300);
        child.kill('SIGINT');
        expect(await ended).toMatchObject({
          code: 130,
          output: expect.stringContaining('Waiting for another process'),
        });
        await lock.release();
      });
      expect(await withDataSource(apply)).toHaveLength(schema.migrations.length);
    });
  });
});
