import { ForgetOldKeys } from '#platform/http/idempotency/forget-old-keys';
import { Idempotency } from '#platform/http/idempotency/idempotency';
import { type Claim, KeyAlreadyClaimed } from '#platform/http/idempotency/claim';
import type { RequestKey } from '#platform/http/idempotency/request-key';
import { IdempotencyKeys } from '#platform/http/idempotency/idempotency-keys';
import { requestHash } from '#platform/http/idempotency/canonical';
import { type TestPlatform, openPlatform } from '../support/platform';
import { soonAfter } from '../support/elapsed-delay';
import { until } from '../support/until';

describe('a request that comes again', () => {
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
    tellReplayed: () => {
      replays++;
    },
  });

  /** The effect of the trade: a row, with its claim in the same transaction. */
  const effect =
    (ground: TestPlatform, resourceId?: number) =>
    (claim: Claim | undefined): Promise<number> =>
      ground.database.transaction(async (tx) => {
        const { insertId } = await tx.execute('INSERT INTO effects (about) VALUES (?)', [claim?.key ?? 'unkeyed']);
        await ground.module.get(IdempotencyKeys).claim(tx, claim, resourceId ?? insertId);
        return resourceId ?? insertId;
      });
  const effects = async (): Promise<number> => (await here.database.query('SELECT id FROM effects')).length;
  const attempt = (request: unknown, ground = here, of: RequestKey = requestKey()): Promise<{ resourceId: number }> =>
    ground.module.get(Idempotency).run({ key: of, scope: 'trial.make', request }, effect(ground));

  test('makes its effect once, and is told what the first one made', async () => {
    const first = await attempt({ price: 5, name: 'lamp' });
    expect(replays).toBe(0);
    const second = await attempt({ name: 'lamp', note: undefined, price: 5 }, there);
    expect(second).toEqual({ resourceId: first.resourceId, replayed: true });
    expect([await effects(), replays]).toEqual([1, 1]);
  });

  test('without a key is a new request', async () => {
    const bare = { userId: 1, key: undefined, tellReplayed: () => undefined };
    await attempt({}, here, bare);
    await attempt({}, here, bare);
    expect(await effects()).toBe(2);
  });

  test('with something else in it is refused', async () => {
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

  test('of another user, or under a key in other letters, is another request', async () => {
    await attempt({});
    await attempt({}, here, requestKey(2));
    await attempt({}, here, requestKey(1, key.toUpperCase()));
    expect([await effects(), replays]).toEqual([3, 0]);
  });

  test('while the first is running here is told so, and not after', async () => {
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const idempotency = here.module.get(Idempotency);
    const first = idempotency.run({ key: requestKey(), scope: 'trial.make', request: {} }, async (claim) => {
      await held;
      return effect(here)(claim);
    });
    await expect(attempt({})).rejects.toMatchObject({ code: 'IDEMPOTENCY_IN_PROGRESS', kind: 'conflict' });
    letGo();
    const { resourceId } = await first;
    expect(await attempt({})).toMatchObject({ resourceId, replayed: true });
    expect(await effects()).toBe(1);
  });

  test('on two instances at once makes one effect, even where both would make the same thing', async () => {
    let bothLookedUp = 0;
    let letGo = (): void => undefined;
    const meeting = new Promise<void>((resolve) => (letGo = resolve));
    const meet = (ground: TestPlatform) =>
      ground.module.get(Idempotency).run({ key: requestKey(), scope: 'trial.make', request: {} }, async (claim) => {
        if (++bothLookedUp === 2) letGo();
        await meeting;
        return effect(ground, 77)(claim);
      });
    const made = await Promise.all([meet(here), meet(there)]);
    expect(made.map(({ replayed }) => replayed).sort()).toEqual([false, true]);
    expect(made.map(({ resourceId }) => resourceId)).toEqual([77, 77]);
    expect([await effects(), replays]).toEqual([1, 1]);
  });

  test('after a first one that made nothing is a first one itself', async () => {
    const refused = here.module
      .get(Idempotency)
      .run({ key: requestKey(), scope: 'trial.make', request: {} }, () => Promise.reject(new Error('sold out')));
    await expect(refused).rejects.toThrow('sold out');
    expect(await attempt({})).toMatchObject({ replayed: false });
  });

  test('in a batch loses alone, and again what was claimed with the same id is kept', async () => {
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

  test('is remembered for 48 hours', async () => {
    await here.database.execute('DELETE FROM idempotency_keys');
    const kept = async (): Promise<string[]> =>
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
    await new ForgetOldKeys(here.database).execute();
    expect((await kept()).sort()).toEqual(['aging', 'young']);
  });

  test('is forgotten soon after a start, where nobody lives for an hour', async () => {
    await attempt({}, here, requestKey(1, 'long ago'));
    await here.database.execute(
      "UPDATE idempotency_keys SET created_at = NOW(3) - INTERVAL 3 DAY WHERE idem_key = 'long ago'",
    );
    const started = new ForgetOldKeys(here.database);
    soonAfter(() => started.onApplicationBootstrap());
    await until(async () => {
      const left = await here.database.query("SELECT 1 FROM idempotency_keys WHERE idem_key = 'long ago'");
      return left.length === 0;
    });
    started.onModuleDestroy();
  });
});
