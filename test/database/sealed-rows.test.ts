import { randomBytes } from 'node:crypto';
import type { Database } from '#platform/database/database';
import { defineSealedColumn } from '#platform/security/sealed-columns';
import { SealedRows } from '#platform/security/sealed-rows';
import { TextSealer } from '#platform/security/sealed-text';
import { command } from '../support/command-line';
import { untilBlocked } from '../support/database-connection';
import { openPlatform, type TestPlatform } from '../support/platform';

const [ONE, TWO] = [1, 2].map((id) => `${id}:${randomBytes(32).toString('base64')}`);
const SAMPLES = defineSealedColumn({
  table: 'sealed_samples',
  key: 'sample_id',
  column: 'text_sealed',
  placeOf: (id) => `sample:${id}`,
});

describe('sealed rows', () => {
  let before: TestPlatform;
  let after: TestPlatform;
  let database: Database;
  beforeAll(async () => {
    before = await openPlatform({ variables: { PII_KEYS: `${ONE}` } });
    after = await openPlatform({ variables: { PII_KEYS: `${TWO},${ONE}` }, beside: before });
    database = before.database;
    await database.execute(
      'CREATE TABLE sealed_samples (sample_id BIGINT NOT NULL PRIMARY KEY, text_sealed VARBINARY(1000) NULL)',
    );
  });
  beforeEach(() => database.execute('TRUNCATE TABLE sealed_samples'));
  afterAll(async () => {
    await after.close();
    await before.close();
  });

  const sealed = (platform: TestPlatform, id: number, text = `text ${id}`): Buffer =>
    platform.module.get(TextSealer).seal(text, SAMPLES.placeOf(id));
  const insert = async (rows: readonly (readonly [number, Buffer | null])[]): Promise<void> => {
    await database.execute('INSERT INTO sealed_samples (sample_id, text_sealed) VALUES ?', [rows]);
  };
  /** Rows with the ids 1 to `count`, under the first key. */
  const insertOld = (count: number): Promise<void> =>
    insert(Array.from({ length: count }, (_, index) => [index + 1, sealed(before, index + 1)]));
  const counts = async () => Object.fromEntries(await after.module.get(SealedRows).keyCounts(SAMPLES));
  const step = (from = 0, platform = after) => platform.module.get(SealedRows).resealAfter(SAMPLES, from);
  const texts = async (): Promise<string[]> => {
    const rows = await database.query<{ id: number; text: Buffer }>(
      'SELECT sample_id AS id, text_sealed AS text FROM sealed_samples WHERE text_sealed IS NOT NULL ORDER BY sample_id',
    );
    return rows.map(({ id, text }) => after.module.get(TextSealer).open(text, SAMPLES.placeOf(id)));
  };
  const cli = (...words: string[]) => command(before.scheme, words, '', undefined, { PII_KEYS: `${TWO},${ONE}` });

  it('are counted by their keys, in a table of any size', async () => {
    const old = Array.from({ length: 10_003 }, (_, index): [number, Buffer] => [index + 1, sealed(before, index + 1)]);
    await insert([...old, [20_000, sealed(after, 20_000)], [20_001, null], [20_002, Buffer.from([9, 1, 5])]]);
    expect(await counts()).toEqual({ 1: 10_003, 2: 1, undefined: 1 });
    const shown = await cli('pii', 'keys');
    expect(shown.output.split('\n').filter((line) => line.includes('sealed_samples'))).toEqual([
      'sealed_samples.text_sealed  key 2 (seals)  1 rows',
      'sealed_samples.text_sealed  key 1 (opens)  10003 rows',
      'sealed_samples.text_sealed  key 0 (opens)  0 rows',
      'sealed_samples.text_sealed  unknown version (missing)  1 rows',
    ]);
  });

  it('are all sealed with the first key by the command, and those that do not open are named without their text', async () => {
    await insertOld(2_100);
    const moved = sealed(before, 1, 'a text of another row');
    await insert([
      [3_000, moved],
      [3_001, null],
    ]);
    const rotated = await cli('pii', 'rotate');
    expect([rotated.code, rotated.output]).toEqual([1, '2100 rows sealed with key 2.\n']);
    expect(rotated.errors).toContain(
      'sealed_samples.text_sealed 3000: The sealed value of sample:3000 cannot be opened',
    );
    expect(rotated.errors).toContain('1 rows could not be opened.');
    expect(rotated.errors + rotated.output).not.toContain('a text of another row');
    expect(await counts()).toEqual({ 1: 1, 2: 2_100 });
    const row = await database.query('SELECT text_sealed AS text FROM sealed_samples WHERE sample_id = 3000');
    expect(row).toEqual([{ text: moved }]);
    await database.execute('DELETE FROM sealed_samples WHERE sample_id >= 3000');
    expect((await texts()).every((text, index) => text === `text ${index + 1}`)).toBe(true);
    expect(await cli('pii', 'rotate', '--json')).toMatchObject({
      code: 0,
      output: '{"keyId":2,"resealed":0,"unopened":[]}\n',
    });
  });

  it('are sealed in steps of 1,000, each of which stays when the next one fails', async () => {
    await insertOld(1_500);
    expect(await step()).toEqual({ last: 1_000, resealed: 1_000, unopened: [] });
    expect(await counts()).toEqual({ 1: 500, 2: 1_000 });
    expect(await step(1_000)).toEqual({ last: 1_500, resealed: 500, unopened: [] });
    expect(await step(1_500)).toEqual({ last: undefined, resealed: 0, unopened: [] });
  });

  it('are sealed once when two commands run at the same time', async () => {
    await insertOld(1_000);
    const steps = await Promise.all([step(), step()]);
    expect(steps.reduce((sum, { resealed }) => sum + resealed, 0)).toBe(1_000);
    expect(await counts()).toEqual({ 2: 1_000 });
  });

  it('keep what someone else writes, or deletes, while the command reads them', async () => {
    await insertOld(3);
    let rotation: Promise<unknown> = Promise.resolve();
    await database.transaction(async (tx) => {
      await tx.execute('UPDATE sealed_samples SET text_sealed = ? WHERE sample_id = 1', [sealed(before, 1, 'newer')]);
      await tx.execute('DELETE FROM sealed_samples WHERE sample_id = 2');
      rotation = step();
      await untilBlocked(database, { statement: 'sealed_samples', work: rotation });
    });
    await rotation;
    expect([await texts(), await counts()]).toEqual([['newer', 'text 3'], { 2: 2 }]);
  });
});
