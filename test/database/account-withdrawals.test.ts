import { Database } from '#platform/database/database';
import { AccessTokens } from '#platform/security/access-tokens';
import { SessionCheck } from '#platform/security/session-check';
import { LogIn } from '../../src/modules/auth/use-cases/log-in';
import { LogOut } from '../../src/modules/auth/use-cases/log-out';
import { ReissueTokens } from '../../src/modules/auth/use-cases/reissue-tokens';
import { RestoreAccount } from '../../src/modules/auth/use-cases/restore-account';
import { SignUp } from '../../src/modules/auth/use-cases/sign-up';
import { WithdrawAccount } from '../../src/modules/auth/use-cases/withdraw-account';
import { ProfileRepository } from '../../src/modules/user/persistence/profile.repository';
import { UserModule } from '../../src/modules/user/user.module';
import { type Accounts, openAccounts } from '../support/accounts';
import { PausableDatabase } from '../support/pausable-database';

const password = 'password123';
const ended = { code: 'UNAUTHENTICATED' };
let number = 0;

describe('an account', () => {
  let accounts: Accounts;
  let database: PausableDatabase;

  beforeAll(async () => {
    accounts = await openAccounts({ instead: [[Database, PausableDatabase]] });
    database = accounts.database as PausableDatabase;
  });
  afterAll(() => accounts.close());

  const signUp = async (role: 'USER' | 'ADMIN' = 'USER') => {
    const person = { email: `person${++number}@example.com`, name: '홍길동', password };
    const { authId } = await accounts.module.get(SignUp).execute({ ...person, role });
    return { ...person, authId };
  };
  const logIn = (email: string) => accounts.module.get(LogIn).execute({ email, password }, '192.0.2.1');
  const principalOf = (accessToken: string) => accounts.module.get(AccessTokens).check(accessToken);
  const use = (accessToken: string): Promise<void> =>
    accounts.module.get<SessionCheck>(SessionCheck, { strict: false }).assertLive(principalOf(accessToken));
  const withdraw = (accessToken: string, by = password): Promise<void> =>
    accounts.module.get(WithdrawAccount).execute(principalOf(accessToken), by, '192.0.2.1');
  const restore = (authId: number) => accounts.module.get(RestoreAccount).execute(authId);
  const profileOf = (authId: number) => accounts.module.select(UserModule).get(ProfileRepository).show(authId);

  it('that is withdrawn has no valid token and no profile, keeps its e-mail, and cannot log in', async () => {
    const person = await signUp();
    const logins = [await logIn(person.email), await logIn(person.email)];
    await withdraw(logins[0]?.accessToken ?? '');
    for (const { accessToken, refreshToken } of logins) {
      await expect(use(accessToken)).rejects.toMatchObject(ended);
      await expect(accounts.module.get(ReissueTokens).execute({ refreshToken })).rejects.toMatchObject({
        code: 'REFRESH_TOKEN_INVALID',
      });
    }
    await expect(logIn(person.email)).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    await expect(accounts.module.get(SignUp).execute(person)).rejects.toMatchObject({ code: 'EMAIL_TAKEN' });
    await accounts.bus.drain();
    await expect(profileOf(person.authId)).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
  });

  it('records when it was withdrawn, and nothing while it is active', async () => {
    const [withdrawn, active] = [await signUp(), await signUp()];
    await withdraw((await logIn(withdrawn.email)).accessToken);
    await accounts.module
      .get(LogOut)
      .execute(principalOf((await logIn(active.email)).accessToken), password, '192.0.2.1');
    const noted = async () => {
      const rows = await database.query<{ at: Date | null }>(
        'SELECT withdrawn_at AS at FROM accounts WHERE account_id IN (?) ORDER BY account_id',
        [[withdrawn.authId, active.authId]],
      );
      return rows.map(({ at }) => at);
    };
    expect(await noted()).toEqual([expect.any(Date), null]);
  });

  it('is not withdrawn with a wrong password', async () => {
    const person = await signUp();
    const { accessToken } = await logIn(person.email);
    await expect(withdraw(accessToken, 'password124')).rejects.toMatchObject({ code: 'PASSWORD_MISMATCH' });
    await use(accessToken);
  });

  it('that is restored can log in again, and has its profile at once but none of its old tokens', async () => {
    const person = await signUp();
    const before = await logIn(person.email);
    await withdraw(before.accessToken);
    expect(await restore(person.authId)).toEqual({ authId: person.authId, email: person.email, name: person.name });
    expect(await profileOf(person.authId)).toMatchObject({ userId: person.authId, email: person.email });
    await accounts.bus.drain();
    expect(await profileOf(person.authId)).toMatchObject({ userId: person.authId, email: person.email });
    await expect(use(before.accessToken)).rejects.toMatchObject(ended);
    await use((await logIn(person.email)).accessToken);
  });

  it('that is not withdrawn cannot be restored', async () => {
    const person = await signUp();
    const unknown = { code: 'USER_NOT_FOUND', kind: 'not-found' };
    await expect(restore(person.authId)).rejects.toMatchObject(unknown);
    await expect(restore(987_654_321)).rejects.toMatchObject(unknown);
  });

  it('is restored once when two administrators restore it at the same time', async () => {
    const person = await signUp();
    await withdraw((await logIn(person.email)).accessToken);
    const restored = await Promise.allSettled([restore(person.authId), restore(person.authId)]);
    expect(restored.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('that is withdrawn while it logs in has no valid token', async () => {
    const person = await signUp();
    const { accessToken } = await logIn(person.email);
    const login = database.pauseBefore('INSERT INTO sessions');
    const loggingIn = logIn(person.email);
    await login.reached;
    const withdrawing = withdraw(accessToken);
    await database.endedOrBlocked(withdrawing, 'version FROM accounts');
    login.release();
    await withdrawing;
    await expect(use((await loggingIn).accessToken)).rejects.toMatchObject(ended);
  });

  it('of the last administrator cannot be withdrawn, also when the last two withdraw at the same time', async () => {
    const [first, second] = [await signUp('ADMIN'), await signUp('ADMIN')];
    const tokens = [await logIn(first.email), await logIn(second.email)] as const;
    const leaving = database.pauseBefore("SET status = 'WITHDRAWN'");
    const firstLeaves = withdraw(tokens[0].accessToken);
    await leaving.reached;
    const secondLeaves = withdraw(tokens[1].accessToken);
    const refused = expect(secondLeaves).rejects.toMatchObject({ code: 'FORBIDDEN', kind: 'forbidden' });
    await database.endedOrBlocked(secondLeaves, "role = 'ADMIN'");
    leaving.release();
    await firstLeaves;
    await refused;
    await use(tokens[1].accessToken);
  });
});
