import { dayIn } from '#platform/timing/zoned-time';
import { MembershipRepository } from '../../src/modules/auth/persistence/membership.repository';
import { command, type Outcome } from '../support/command-line';
import { integrityViolations } from '../support/integrity';
import { type Instance, openInstance } from '../support/instance';
import { callerAt } from '../support/caller';
import { openSimulator, SIMULATOR_KEY, variablesOf } from '../support/payment-simulator';
import { configFor, createScheme, dropScheme, onScheme } from '../support/scheme';

const password = 'password123';

it('prune deletes what the hourly jobs of a running shop would delete', async () => {
  const scheme = await createScheme();
  const prune = (...words: string[]) => command(scheme, ['prune', ...words]);
  await onScheme(scheme, async (database) => {
    await database.execute(
      `INSERT INTO idempotency_keys (user_id, idem_key, request_hash, resource_id, created_at) VALUES
         (1, 'old', REPEAT('x', 32), 1, NOW(3) - INTERVAL 49 HOUR), (1, 'young', REPEAT('x', 32), 1, NOW(3))`,
    );
    await database.execute(
      `INSERT INTO sessions (session_id, account_id, expires_at) VALUES
         ('long over', 1, NOW(3) - INTERVAL 25 HOUR), ('over', 1, NOW(3) - INTERVAL 26 HOUR)`,
    );
    await database.execute(
      `INSERT INTO outbound_deliveries (subscriber_id, topic, aggregate_id, event_id, event_type, data) VALUES
         (77, 'orders', 1, 'a', 'order.placed', '{}'), (77, 'orders', 1, 'b', 'order.placed', '{}'),
         (77, 'orders', 2, 'c', 'order.placed', '{}')`,
    );
    expect((await prune('--json')).output).toBe('{"keys":1,"logins":2,"events":3}\n');
    expect((await prune()).output).toBe('0 keys, 0 logins and 0 events deleted.\n');
    expect(await database.query('SELECT idem_key FROM idempotency_keys')).toEqual([{ idem_key: 'young' }]);
  });
  await dropScheme(scheme);
});

describe('a command beside a running shop', () => {
  let shop: Instance;
  beforeAll(async () => {
    shop = await openInstance();
  });
  afterAll(() => shop.close());

  const run = (words: string, input = ''): Promise<Outcome> => command(shop.scheme, words.split(' '), input);
  const post = (path: string, body: unknown, token?: string) => callerAt(shop.address, token).post(path, body);
  const logIn = async (email: string): Promise<string> =>
    ((await post('/api/auth/login', { email, password })).body as { accessToken: string }).accessToken;
  const statusOf = async (path: string, token: string) => (await callerAt(shop.address, token).get(path)).status;
  const roleOf = async (token: string) =>
    ((await callerAt(shop.address, token).get('/api/users/me')).body as { role: string }).role;
  const violations = () => shop.bus.drain().then(() => integrityViolations(shop.database));

  it('compares a day with the list of a provider: exit 0 when they agree, 1 when they differ, 2 when it could not', async () => {
    const simulator = await openSimulator();
    const day = dayIn(configFor(shop.scheme).timeZone, new Date());
    const reconcile = (words: string) =>
      command(shop.scheme, ['payments', 'reconcile', ...words.split(' ')], '', undefined, variablesOf(simulator));
    const call = (path: string, body: object) =>
      fetch(`${simulator.address}/v1/payments${path}`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${SIMULATOR_KEY}:`).toString('base64')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(body),
      });
    expect(await reconcile(`--day ${day}`)).toMatchObject({
      code: 0,
      output: expect.stringMatching(/: 0 differences/),
    });
    const foreign = { orderId: 'foreign-order', amount: 5_000 };
    const page = { successUrl: 'https://shop.example/', failUrl: 'https://shop.example/' };
    await call('', { ...foreign, method: 'CARD', currency: 'KRW', orderName: 'x', ...page });
    const visit = await simulator.play('pay', foreign.orderId);
    const paymentKey = new URL('redirectUrl' in visit ? visit.redirectUrl : '').searchParams.get('paymentKey');
    await call('/confirm', { ...foreign, paymentKey });
    const found = await reconcile(`--day ${day} --provider toss`);
    expect([found.code, found.output]).toEqual([1, expect.stringContaining('CAPTURE_UNKNOWN: payment foreign-order')]);
    simulator.say({ route: 'list', error: 'FAILED_INTERNAL_SYSTEM_PROCESSING', work: false });
    for (const words of [`--day ${day}`, '--day 2026-02-30', `--day ${day} --provider nobody`]) {
      expect((await reconcile(words)).code).toBe(2);
    }
    await simulator.close();
  });

  it('creates an administrator with a password from standard input', async () => {
    const created = await run('admin create --email Boss@example.com --name Boss --json', `${password}\n`);
    expect(created).toMatchObject({ code: 0, errors: '' });
    expect(JSON.parse(created.output)).toMatchObject({ email: 'boss@example.com', name: 'Boss' });
    const token = await logIn('boss@example.com');
    expect(await roleOf(token)).toBe('ADMIN');
    expect(await statusOf('/api/admin/integrity', token)).toBe(200);
  });

  it.each([
    ['a taken e-mail', 'admin create --email boss@example.com --name Boss', password, 1, 'already exists'],
    ['a weak password', 'admin create --email other@example.com --name Boss', 'short', 1, 'The password must have'],
    ['no password', 'admin create --email other@example.com --name Boss', '', 1, 'The password must have'],
    ['no e-mail address', 'admin create --email other --name Boss', password, 1, '--email must be'],
    ['a password among the words', 'admin create --email o@a.com --name O --password x', '', 2, "option '--password'"],
    ['no name', 'admin create --email other@example.com', password, 2, "required option '--name <name>' not specified"],
    ['a role that there is not', 'role set --email boss@example.com --role king', '', 1, 'admin or user'],
    ['an unknown account', 'role set --email nobody@example.com --role admin', '', 1, 'no active account'],
    ['the last administrator', 'role set --email boss@example.com --role user', '', 1, 'last administrator'],
    ['no such failed event', 'failed-events retry 7', '', 1, 'No failed event has the id 7'],
    ['neither one failed event nor all', 'failed-events retry', '', 2, 'name one id, or --all'],
  ])('is refused %s, and changes nothing', async (_, words, input, code, reason) => {
    const state = () => shop.database.query('SELECT * FROM accounts ORDER BY account_id');
    const before = await state();
    const refused = await run(words, input);
    expect(refused).toMatchObject({ code, output: '' });
    expect(refused.errors).toContain(reason);
    expect(await state()).toEqual(before);
  });

  it('exits with 2 when the database does not exist', async () => {
    const outcome = await command('no_such_schema', ['prune']);
    expect(outcome).toMatchObject({ code: 2, output: '', errors: expect.stringContaining('cannot be used') });
  });

  it('changes a role and back: each time all tokens end and the profile follows', async () => {
    const person = { email: 'buyer@example.com', name: '홍길동', password };
    await post('/api/auth/signup', person);
    const asUser = await logIn(person.email);
    expect(await run('role set --email BUYER@example.com --role admin --json')).toMatchObject({
      code: 0,
      output: '{"email":"BUYER@example.com","role":"ADMIN","changed":true,"loginsEnded":1}\n',
    });
    expect(await statusOf('/api/users/me', asUser)).toBe(401);
    const asAdmin = await logIn(person.email);
    expect(await roleOf(asAdmin)).toBe('ADMIN');
    expect(await statusOf('/api/admin/integrity', asAdmin)).toBe(200);
    expect((await run('role set --email buyer@example.com --role admin --json')).output).toContain('"changed":false');
    expect(await statusOf('/api/users/me', asAdmin)).toBe(200);

    expect((await run('role set --email buyer@example.com --role user')).code).toBe(0);
    expect(await statusOf('/api/admin/integrity', asAdmin)).toBe(401);
    expect(await roleOf(await logIn(person.email))).toBe('USER');
    expect(await violations()).toEqual([]);
  });

  it('leaves the profile to a running instance when it dies right after its commit', async () => {
    await run('role set --email buyer@example.com --role admin');
    const [boss] = await shop.database.query<{ accountId: number }>(
      `SELECT account_id AS accountId FROM accounts WHERE email = 'boss@example.com'`,
    );
    await shop.app.get(MembershipRepository, { strict: false }).setRole(boss?.accountId ?? 0, 'USER');
    expect(await violations()).toEqual([]);
    expect(await shop.database.query(`SELECT role FROM users WHERE email = 'boss@example.com'`)).toEqual([
      { role: 'USER' },
    ]);
    await run('role set --email boss@example.com --role admin');
    expect(await violations()).toEqual([]);
  });

  it('leaves one administrator when the last two are demoted at once', async () => {
    await run('role set --email buyer@example.com --role admin');
    const both = await Promise.all(
      ['boss', 'buyer'].map((name) => run(`role set --email ${name}@example.com --role user`)),
    );
    expect(both.map(({ code }) => code).sort()).toEqual([0, 1]);
    expect(await shop.database.query(`SELECT role FROM accounts WHERE role = 'ADMIN'`)).toHaveLength(1);
  });

  it('refuses a withdrawal under a former role', async () => {
    const [last] = await shop.database.query<{ accountId: number }>(
      `SELECT account_id AS accountId FROM accounts WHERE role = 'ADMIN'`,
    );
    const memberships = shop.app.get(MembershipRepository, { strict: false });
    const withdrawal = await memberships.withdraw({ accountId: last?.accountId ?? 0, role: 'USER' });
    expect(withdrawal).toEqual({ outcome: 'NOT_ACTIVE' });
  });

  it('lists failed events and makes them due again for the running shop', async () => {
    await shop.database.execute(
      `INSERT INTO event_publications (id, handler, event, payload, event_count, state, owner, attempts, due_at, last_error) VALUES
         (900001, 'auth.remove-profile', 'auth.sign-up-rolled-back', '[{"userId":77,"version":2}]', 1, 'DEAD_LETTER', '', 10, NOW(3), 'no luck'),
         (900002, 'auth.remove-profile', 'auth.sign-up-rolled-back', '[{"userId":78,"version":2}]', 1, 'DEAD_LETTER', '', 10, NOW(3), 'no luck'),
         (900003, 'auth.remove-profile', 'auth.sign-up-rolled-back', '[{"userId":79,"version":2}]', 1, 'DEAD_LETTER', '', 10, NOW(3), 'no luck')`,
    );
    const { output } = await run('failed-events list --json');
    expect((await run('deliveries parked --json')).output).toBe(output);
    const failed = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: number });
    expect(failed.map(({ id }) => id)).toEqual([900001, 900002, 900003]);
    expect(failed[0]).toMatchObject({ lastError: 'no luck', events: [{ userId: 77, version: 2 }] });
    expect((await run('failed-events retry 900002 --json')).output).toBe('{"retried":1}\n');
    expect((await run('deliveries retry --all --json')).output).toBe('{"retried":2}\n');
    expect(await violations()).toEqual([]);
    expect(await shop.database.query('SELECT user_id FROM users WHERE user_id IN (77, 78, 79)')).toHaveLength(3);
  });

  it('verifies the stored rows, and exits with 1 when one violates a check', async () => {
    await shop.database.execute('DELETE FROM idempotency_keys');
    expect(await run('verify')).toMatchObject({ code: 0, output: expect.stringContaining('Sound') });
    await shop.database.execute('INSERT INTO stocks (product_id, quantity) VALUES (1, 5)');
    const broken = await run('audit --json');
    expect(broken.code).toBe(1);
    expect(JSON.parse(broken.output)).toMatchObject({
      sound: false,
      lines: expect.arrayContaining(['stock.quantity: stocks 1: holds 5, its movements say 0']),
    });
    await shop.database.execute('DELETE FROM stocks');
  });

  it('ends the logins of a changed role without any event handler', async () => {
    await run('admin create --email deputy@example.com --name Deputy', password);
    const token = await logIn('deputy@example.com');
    expect(await statusOf('/api/users/me', token)).toBe(200);
    await shop.bus.beforeApplicationShutdown();
    expect((await run('role set --email deputy@example.com --role user')).code).toBe(0);
    expect(await statusOf('/api/users/me', token)).toBe(401);
  });
});

describe('a command while no instance runs', () => {
  it('changes a role and its profile at once, and stores the events for the next start', async () => {
    const scheme = await createScheme();
    for (const name of ['boss', 'other']) {
      const words = ['admin', 'create', '--email', `${name}@example.com`, '--name', name];
      expect((await command(scheme, words, password)).code).toBe(0);
    }
    expect((await command(scheme, ['role', 'set', '--email', 'other@example.com', '--role', 'user'])).code).toBe(0);
    await onScheme(scheme, async (database) => {
      const left = await database.query<{ handler: string }>('SELECT DISTINCT handler FROM event_publications');
      expect(left.map(({ handler }) => handler)).toEqual(expect.arrayContaining(['auth.change-profile']));
      const profiles = await database.query('SELECT role FROM users ORDER BY user_id');
      expect(profiles).toEqual([{ role: 'ADMIN' }, { role: 'USER' }]);
    });
    await dropScheme(scheme);
  });
});
