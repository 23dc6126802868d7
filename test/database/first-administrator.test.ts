import { AccessTokens } from '#platform/security/access-tokens';
import { LogIn } from '../../src/modules/auth/use-cases/log-in';
import { SignUp } from '../../src/modules/auth/use-cases/sign-up';
import { type Accounts, openAccounts } from '../support/accounts';
import { createScheme, dropScheme } from '../support/scheme';

const variables = { ADMIN_EMAIL: 'Admin@Example.com', ADMIN_PASSWORD: 'password123' };
const credentials = { email: 'admin@example.com', password: 'password123' };

describe('the first administrator', () => {
  let scheme: string;
  const started: Accounts[] = [];

  beforeEach(async () => {
    scheme = await createScheme();
  });
  afterEach(async () => {
    for (const accounts of started.splice(0)) await accounts.close();
    await dropScheme(scheme);
  });

  const start = async (changed: Record<string, string> = {}): Promise<Accounts> => {
    const accounts = await openAccounts({ beside: { scheme }, variables: { ...variables, ...changed } });
    started.push(accounts);
    return accounts;
  };
  const roleOf = async (accounts: Accounts, password = credentials.password) => {
    const { accessToken } = await accounts.module.get(LogIn).execute({ ...credentials, password }, '192.0.2.1');
    return accounts.module.get(AccessTokens).check(accessToken).role;
  };
  const rowsOf = (accounts: Accounts, table: string) => accounts.database.query(`SELECT * FROM ${table}`);

  it('exists after the start, with a profile', async () => {
    const accounts = await start();
    expect(await roleOf(accounts)).toBe('ADMIN');
    expect(await rowsOf(accounts, 'users')).toMatchObject([
      { email: 'admin@example.com', role: 'ADMIN', state: 'LIVE' },
    ]);
  });

  it('is never changed by a later start', async () => {
    await start();
    const second = await start({ ADMIN_PASSWORD: 'password456' });
    expect(await roleOf(second)).toBe('ADMIN');
    await expect(roleOf(second, 'password456')).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
  });

  it('is created once when four instances start at the same time', async () => {
    const [accounts] = await Promise.all([start(), start(), start(), start()]);
    if (accounts === undefined) throw new Error('none started');
    expect(await roleOf(accounts)).toBe('ADMIN');
    expect(await rowsOf(accounts, 'accounts')).toHaveLength(1);
    expect(await rowsOf(accounts, 'users')).toHaveLength(1);
  });

  it('is completed by the next start when the process that began to create it died', async () => {
    const first = await start();
    await first.database.execute(`UPDATE accounts SET status = 'PENDING', version = 1`);
    await first.database.execute('DELETE FROM users');
    const second = await start();
    expect(await roleOf(second)).toBe('ADMIN');
    expect(await rowsOf(second, 'users')).toHaveLength(1);
  });

  it('stops the start when the e-mail belongs to an account that is no administrator', async () => {
    const accounts = await start({ ADMIN_EMAIL: 'other@example.com' });
    await accounts.module.get(SignUp).execute({ ...credentials, name: '홍길동' });
    await expect(start()).rejects.toThrow('ADMIN_EMAIL is not an administrator');
  });

  it.each([
    ['ADMIN_PASSWORD', { ADMIN_PASSWORD: 'short1' }],
    ['ADMIN_EMAIL', { ADMIN_EMAIL: 'admin' }],
  ])('stops the start when %s breaks its rule, without revealing it', async (name, changed) => {
    const starting = start(changed);
    await expect(starting).rejects.toThrow(name);
    await expect(starting).rejects.not.toThrow('short1');
  });
});
