import { DeleteExpiredKeys } from '#platform/http/idempotency/delete-expired-keys';
import { Idempotency } from '#platform/http/idempotency/idempotency';
import { type Claim, KeyAlreadyClaimed } from '#platform/http/idempotency/claim';
import type { RequestKey } from '#platform/http/idempotency/request-key';
import { IdempotencyKeys } from '#platform/http/idempotency/idempotency-keys';
import { requestHash } from '#platform/http/idempotency/canonical';
import { type TestPlatform, openPlatform } from '../support/platform';
import { startAfterDelay } from '../support/elapsed-delay';
import { until } from '../support/until';

describe('a repeated request', () => {
  let here: TestPlatform;
  let there: TestPlatform;
  let key: string;
  let replays: number;

  beforeAll(async () => {
    here = await openPlatform();
    there = await openPlatform({ beside: here });
    await here.database.execute(
      'CREATE TABLE effects (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, about VARCHAR(50))',
    );
  });
  afterAll(async () => {
    await there.close();
    await here.close();
  });
  beforeEach(async () => {
    key = `key-${Math.random()}`;
    replays = 0;
    await here.database.execute('DELETE FROM effects');
  });

  const requestKey = (userId = 1, written: string | undefined = key) => ({
    userId,
    key: written,
    markReplayed: () => {
      replays++;
    },
  });

  /** The effect of a request: a row, with its claim in the same transaction. */
  const effect =
    (platform: TestPlatform, resourceId?: number) =>
    (claim: Claim | undefined): Promise<number> =>
      platform.database.transaction(async (tx) => {
        const { insertId } = await tx.execute('INSERT INTO effects (about) VALUES (?)', [claim?.key ?? 'unkeyed']);
        await platform.module.get(IdempotencyKeys).claim(tx, claim, resourceId ?? insertId);
        return resourceId ?? insertId;
      });
  const effects = async (): Promise<number> => (await here.database.query('SELECT id FROM effects')).length;
  const attempt = (request: unknown, platform = here, of: RequestKey = requestKey()): Promise<{ resourceId: number }> =>
    platform.module.get(Idempotency).run({ key: of, scope: 'trial.make', request }, effect(platform));

  test('has one effect, and gets the resource of the first request', async () => {
    const first = await attempt({ price: 5, name: 'lamp' });
    expect(replays).toBe(0);
    const second = await attempt({ name: 'lamp', note: undefined, price: 5 }, there);
    expect(second).toEqual({ resourceId: first.resourceId, replayed: true });
    expect([await effects(), replays]).toEqual([1, 1]);
  });

  test('is a new request when it has no key', async () => {
    const withoutKey = { userId: 1, key: undefined, markReplayed: () => undefined };
    await attempt({}, here, withoutKey);
    await attempt({}, here, withoutKey);
    expect(await effects()).toBe(2);
  });

  test('is refused when its content differs', async () => {
    await attempt({ price: 5 });
    await expect(attempt({ price: 6 })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
      kind: 'unprocessable',
    });
    const otherScope = { key: requestKey(), scope: 'trial.other', request: { price: 5 } };
    await expect(here.module.get(Idempotency).run(otherScope, effect(here))).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    expect([await effects(), replays]).toEqual([1, 0]);
  });

  test('is a new request when the user or the case of the key differs', async () => {
    await attempt({});
    await attempt({}, here, requestKey(2));
    await attempt({}, here, requestKey(1, key.toUpperCase()));
    expect([await effects(), replays]).toEqual([3, 0]);
  });

  test('is refused as in progress while the first request is running', async () => {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const idempotency = here.module.get(Idempotency);
    const first = idempotency.run({ key: requestKey(), scope: 'trial.make', request: {} }, async (claim) => {
      await released;
      return effect(here)(claim);
    });
    await expect(attempt({})).rejects.toMatchObject({ code: 'IDEMPOTENCY_IN_PROGRESS', kind: 'conflict' });
    release();
    const { resourceId } = await first;
    expect(await attempt({})).toMatchObject({ resourceId, replayed: true });
    expect(await effects()).toBe(1);
  });

  test('has one effect when it runs on two instances at once, even for the same resource', async () => {
    let bothLookedUp = 0;
    let release = (): void => undefined;
    const bothReady = new Promise<void>((resolve) => (release = resolve));
    const makeTogether = (platform: TestPlatform) =>
      platform.module.get(Idempotency).run({ key: requestKey(), scope: 'trial.make', request: {} }, async (claim) => {
        if (++bothLookedUp === 2) release();
        await bothReady;
        return effect(platform, 77)(claim);
      });
    const made = await Promise.all([makeTogether(here), makeTogether(there)]);
    expect(made.map(({ replayed }) => replayed).sort()).toEqual([false, true]);
    expect(made.map(({ resourceId }) => resourceId)).toEqual([77, 77]);
    expect([await effects(), replays]).toEqual([1, 1]);
  });

  test('is a first request when the one before failed', async () => {
    const refused = here.module
      .get(Idempotency)
      .run({ key: requestKey(), scope: 'trial.make', request: {} }, () => Promise.reject(new Error('sold out')));
    await expect(refused).rejects.toThrow('sold out');
    expect(await attempt({})).toMatchObject({ replayed: false });
  });

  test('fails alone in a batch, while a claim repeated with the same id is kept', async () => {
    const keys = here.module.get(IdempotencyKeys);
    const claim = (name: string, request: unknown = {}): Claim => ({
      userId: 1,
      key: `${key} ${name}`,
      hash: requestHash('trial.make', request),
    });
    const claimAll = (claims: { claim: Claim; resourceId: number }[]): Promise<Set<number>> =>
      here.database.transaction((tx) => keys.claimAll(tx, claims));
    expect(await claimAll([{ claim: claim('b'), resourceId: 2 }])).toEqual(new Set());
    const batch = [
      { claim: claim('c'), resourceId: 13 },
      { claim: claim('b'), resourceId: 12 },
      { claim: claim('a'), resourceId: 11 },
    ];
    expect(await claimAll(batch)).toEqual(new Set([12]));
    expect(await claimAll(batch)).toEqual(new Set([12]));
    await expect(here.database.transaction((tx) => keys.claim(tx, claim('a'), 11))).rejects.toThrow(KeyAlreadyClaimed);
    expect(await keys.find([claim('b'), claim('d'), claim('a')])).toEqual([
      { hash: claim('b').hash, resourceId: 2 },
      undefined,
      { hash: claim('a').hash, resourceId: 11 },
    ]);
  });

  test('is recognised for 48 hours', async () => {
    await here.database.execute('DELETE FROM idempotency_keys');
    const storedKeys = async (): Promise<string[]> =>
      (await here.database.query<{ idem_key: string }>('SELECT idem_key FROM idempotency_keys')).map(
        (row) => row.idem_key,
      );
    const old = Array.from({ length: 2_500 }, (_, index) => [1, `old-${index}`, Buffer.alloc(32), 1]);
    await here.database.execute(
      'INSERT INTO idempotency_keys (user_id, idem_key, request_hash, resource_id) VALUES ?',
      [old],
    );
    await here.database.execute('UPDATE idempotency_keys SET created_at = NOW(3) - INTERVAL 2881 MINUTE');
    await attempt({}, here, requestKey(1, 'young'));
    await attempt({}, here, requestKey(1, 'aging'));
    await here.database.execute(
      "UPDATE idempotency_keys SET created_at = NOW(3) - INTERVAL 2879 MINUTE WHERE idem_key = 'aging'",
    );
    await new DeleteExpiredKeys(here.database).execute();
    expect((await storedKeys()).sort()).toEqual(['aging', 'young']);
  });

  test('has its expired key deleted soon after a start, for instances that live less than an hour', async () => {
    await attempt({}, here, requestKey(1, 'long ago'));
    await here.database.execute(
      "UPDATE idempotency_keys SET created_at = NOW(3) - INTERVAL 3 DAY WHERE idem_key = 'long ago'",
    );
    const started = new DeleteExpiredKeys(here.database);
    startAfterDelay(() => started.onApplicationBootstrap());
    await until(async () => {
      const left = await here.database.query("SELECT 1 FROM idempotency_keys WHERE idem_key = 'long ago'");
      return left.length === 0;
    });
    started.onModuleDestroy();
  });
});
