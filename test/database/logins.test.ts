import { ExpiredSessions } from '#auth';
import { AccessTokens } from '#platform/security/access-tokens';
import { SessionCheck } from '#platform/security/session-check';
import { SessionRepository } from '../../src/modules/auth/persistence/session.repository';
import { DeleteExpiredSessions } from '../../src/modules/auth/use-cases/delete-expired-sessions';
import { LogIn } from '../../src/modules/auth/use-cases/log-in';
import { ReissueTokens } from '../../src/modules/auth/use-cases/reissue-tokens';
import { SignUp } from '../../src/modules/auth/use-cases/sign-up';
import { type Accounts, openAccounts } from '../support/accounts';
import { startAfterDelay } from '../support/elapsed-delay';
import { until } from '../support/until';

const buyer = { email: 'buyer@example.com', name: '홍길동', password: 'password123' };
const reused = { code: 'REFRESH_TOKEN_REUSED', kind: 'unauthenticated' };
const invalid = { code: 'REFRESH_TOKEN_INVALID', kind: 'unauthenticated' };
const unauthenticated = { code: 'UNAUTHENTICATED' };

describe('a session', () => {
  let accounts: Accounts;
  let other: Accounts;

  beforeAll(async () => {
    accounts = await openAccounts();
    other = await openAccounts({ beside: accounts });
    await accounts.module.get(SignUp).execute(buyer);
  });
  afterAll(async () => {
    await other.close();
    await accounts.close();
  });

  const logIn = () => accounts.module.get(LogIn).execute(buyer, '192.0.2.1');
  const reissue = (refreshToken: string, on = accounts) => on.module.get(ReissueTokens).execute({ refreshToken });
  const principalOf = (accessToken: string) => accounts.module.get(AccessTokens).check(accessToken);
  /** A request with this token. */
  const use = (accessToken: string, on = accounts): Promise<void> =>
    on.module.get<SessionCheck>(SessionCheck, { strict: false }).assertLive(principalOf(accessToken));
  const passSeconds = async (accessToken: string, seconds: number): Promise<void> => {
    await accounts.database.execute(
      `UPDATE sessions SET rotated_at = rotated_at - INTERVAL ? SECOND, expires_at = expires_at - INTERVAL ? SECOND
       WHERE session_id = ?`,
      [seconds, seconds, principalOf(accessToken).sessionId],
    );
  };

  it('continues with the successors of its refresh token, each used once', async () => {
    const first = await logIn();
    const second = await reissue(first.refreshToken);
    const third = await reissue(second.refreshToken, other);
    expect(new Set([first, second, third].map(({ refreshToken }) => refreshToken)).size).toBe(3);
    expect([first, second, third].map(({ accessToken }) => principalOf(accessToken).generation)).toEqual([0, 1, 2]);
    await use(third.accessToken);
  });

  it('repeats a lost successor within ten seconds', async () => {
    const first = await logIn();
    const second = await reissue(first.refreshToken);
    await passSeconds(first.accessToken, 9);
    const again = await reissue(first.refreshToken, other);
    expect(again.refreshToken).toBe(second.refreshToken);
    await use(again.accessToken);
    await reissue(second.refreshToken);
  });

  it('repeats it also after the access token before it was used for a request', async () => {
    const first = await logIn();
    const second = await reissue(first.refreshToken);
    await use(first.accessToken);
    expect((await reissue(first.refreshToken)).refreshToken).toBe(second.refreshToken);
    await use(second.accessToken);
    const third = await reissue(second.refreshToken);
    await use(second.accessToken);
    await use(second.accessToken, other);
    expect((await reissue(second.refreshToken)).refreshToken).toBe(third.refreshToken);
  });

  it('is revoked when a refresh token is presented ten seconds after its use', async () => {
    const first = await logIn();
    const second = await reissue(first.refreshToken);
    await passSeconds(first.accessToken, 10);
    await expect(reissue(first.refreshToken)).rejects.toMatchObject(reused);
    await expect(reissue(second.refreshToken)).rejects.toMatchObject(invalid);
    for (const { accessToken } of [first, second]) {
      await expect(use(accessToken)).rejects.toMatchObject(unauthenticated);
      await expect(use(accessToken, other)).rejects.toMatchObject(unauthenticated);
    }
    await expect(reissue(first.refreshToken)).rejects.toMatchObject(reused);
  });

  it('is revoked when a used refresh token is presented after its successor was used', async () => {
    const first = await logIn();
    const second = await reissue(first.refreshToken);
    const third = await reissue(second.refreshToken);
    await expect(reissue(first.refreshToken)).rejects.toMatchObject(reused);
    await expect(reissue(third.refreshToken)).rejects.toMatchObject(invalid);
    await expect(use(third.accessToken)).rejects.toMatchObject(unauthenticated);
  });

  it('is revoked when a used refresh token is presented after the access token of its successor, on any instance', async () => {
    const first = await logIn();
    const second = await reissue(first.refreshToken);
    await use(second.accessToken, other);
    await expect(reissue(first.refreshToken)).rejects.toMatchObject(reused);
    await expect(use(second.accessToken)).rejects.toMatchObject(unauthenticated);
  });

  it('has one successor for a refresh token that twenty requests present at the same time', async () => {
    const first = await logIn();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => reissue(first.refreshToken, index % 2 === 0 ? accounts : other)),
    );
    expect(new Set(answers.map(({ refreshToken }) => refreshToken)).size).toBe(1);
    expect(new Set(answers.map(({ accessToken }) => principalOf(accessToken).generation))).toEqual(new Set([1]));
    await reissue(answers[0]?.refreshToken ?? '');
  });

  it('expires fourteen days after its refresh token was last rotated', async () => {
    const first = await logIn();
    await passSeconds(first.accessToken, 14 * 86_400 - 5);
    const second = await reissue(first.refreshToken);
    await passSeconds(first.accessToken, 14 * 86_400);
    await expect(reissue(second.refreshToken)).rejects.toMatchObject(invalid);
  });

  it('is deleted a day after it expired, and not before', async () => {
    const [old, young] = [await logIn(), await logIn()];
    await passSeconds(old.accessToken, 15 * 86_400 + 1);
    await passSeconds(young.accessToken, 15 * 86_400 - 60);
    await accounts.module.get(ExpiredSessions).delete();
    const left = await accounts.database.query<{ id: string }>('SELECT session_id AS id FROM sessions');
    const ids = left.map(({ id }) => id);
    expect(ids).not.toContain(principalOf(old.accessToken).sessionId);
    expect(ids).toContain(principalOf(young.accessToken).sessionId);
  });

  it('is deleted soon after a start, for shops whose instances live less than an hour', async () => {
    const old = await logIn();
    await passSeconds(old.accessToken, 16 * 86_400);
    const started = new DeleteExpiredSessions(accounts.module.get(SessionRepository));
    startAfterDelay(() => started.onApplicationBootstrap());
    await until(async () => {
      const ids = [principalOf(old.accessToken).sessionId];
      return (await accounts.database.query('SELECT 1 FROM sessions WHERE session_id IN (?)', [ids])).length === 0;
    });
    started.onModuleDestroy();
  });

  it('is not rotated by anything but its refresh token', async () => {
    const { accessToken, refreshToken } = await logIn();
    for (const text of [accessToken, '', 'x', `${refreshToken}x`, refreshToken.slice(1)]) {
      await expect(reissue(text)).rejects.toMatchObject(invalid);
    }
    expect(() => principalOf(refreshToken)).toThrow();
    await reissue(refreshToken);
  });

  it.each([
    ['an unknown e-mail', { ...buyer, email: 'unknown@example.com' }],
    ['a wrong password', { ...buyer, password: 'password124' }],
    ['a password that breaks the rule for new ones', { ...buyer, password: '' }],
    ['a malformed e-mail', { ...buyer, email: `x${'y'.repeat(1_000)}` }],
  ])('is refused with the same message for %s', async (_, credentials) => {
    await expect(accounts.module.get(LogIn).execute(credentials, '192.0.2.1')).rejects.toMatchObject({
      code: 'INVALID_CREDENTIALS',
      message: 'The e-mail or the password is wrong.',
    });
  });

  it('opens with any spelling of the e-mail', async () => {
    await accounts.module.get(LogIn).execute({ ...buyer, email: '  BUYER@Example.com ' }, '192.0.2.1');
  });
});
