import { UserClient } from '#user';
import { AccessTokens } from '#platform/security/access-tokens';
import { LogIn } from '../../src/modules/auth/use-cases/log-in';
import { LogOut } from '../../src/modules/auth/use-cases/log-out';
import { RestoreAccount } from '../../src/modules/auth/use-cases/restore-account';
import { SetRole } from '../../src/modules/auth/use-cases/set-role';
import { SignUp } from '../../src/modules/auth/use-cases/sign-up';
import { WithdrawAccount } from '../../src/modules/auth/use-cases/withdraw-account';
import { type Accounts, FakeUsers, openAccounts } from '../support/accounts';
import { until } from '../support/until';

const network = '192.0.2.1';
const password = 'password123';
const name = '홍길동';
let number = 0;
const newPerson = () => ({ email: `person${++number}@example.com`, name, password });
const unavailable = () => Promise.reject(new Error('The profiles are not available'));

describe('the events of accounts', () => {
  let accounts: Accounts;
  let users: FakeUsers;

  beforeAll(async () => {
    users = new FakeUsers();
    accounts = await openAccounts({ instead: [[UserClient, users]] });
  });
  beforeEach(async () => {
    users.beforeRegister = users.beforeChange = () => Promise.resolve();
    await accounts.database.execute('DELETE FROM event_publications');
  });
  afterAll(() => accounts.close());

  const signUp = async () => {
    const person = newPerson();
    return { ...person, ...(await accounts.module.get(SignUp).execute(person)) };
  };
  const logIn = async ({ email }: { email: string }) => {
    const { accessToken } = await accounts.module.get(LogIn).execute({ email, password }, network);
    return accounts.module.get(AccessTokens).check(accessToken);
  };
  const logOut = async (person: { email: string }) =>
    accounts.module.get(LogOut).execute(await logIn(person), password, network);
  const withdraw = async (person: { email: string }) =>
    accounts.module.get(WithdrawAccount).execute(await logIn(person), password, network);
  const restore = ({ authId }: { authId: number }) => accounts.module.get(RestoreAccount).execute(authId);
  const setRole = ({ email }: { email: string }, role: 'USER' | 'ADMIN') =>
    accounts.module.get(SetRole).execute(email, role);
  const failToSignUp = async () => {
    users.beforeRegister = unavailable;
    await expect(accounts.module.get(SignUp).execute(newPerson())).rejects.toMatchObject({ code: 'SIGNUP_FAILED' });
    users.beforeRegister = () => Promise.resolve();
  };
  const setAside = (event: string) =>
    accounts.database.execute(`UPDATE event_publications SET state = 'DEAD_LETTER', owner = '' WHERE event LIKE ?`, [
      event,
    ]);
  const retry = async (event: string) => {
    await accounts.database.execute(
      `UPDATE event_publications SET state = 'DUE', owner = '', attempts = 0, due_at = NOW(3)
       WHERE event LIKE ? AND event <> 'auth.sign-up-begun'`,
      [event],
    );
    await accounts.bus.drain();
  };
  const isShown = ({ authId }: { authId: number }) => users.live.includes(authId);
  /** Leaves all of its events behind: no handler can finish while the profiles are not available. */
  const everyFlow = async () => {
    users.beforeChange = unavailable;
    const person = await signUp();
    const administrator = await signUp();
    await setRole(administrator, 'ADMIN');
    await setRole(person, 'ADMIN');
    await logOut(person);
    await setRole(person, 'USER');
    await withdraw(person);
    await restore(person);
    await failToSignUp();
    return person;
  };

  it('hold no e-mail address and no name, in whichever state they are stored', async () => {
    await everyFlow();
    await setAside('auth.account-restored');
    const rows = await accounts.database.query<{ event: string; state: string }>('SELECT * FROM event_publications');
    expect([...new Set(rows.map(({ event, state }) => `${event} ${state}`))].sort()).toEqual([
      'auth.account-restored DEAD_LETTER',
      'auth.account-withdrawn DUE',
      'auth.role-changed DUE',
      'auth.sign-up-begun DUE',
      'auth.sign-up-rolled-back DUE',
    ]);
    const stored = JSON.stringify(rows);
    expect(stored).not.toContain('@');
    expect(stored).not.toContain(name);
  });

  it('bring each profile to the newest state of its account when they are handled late, and again', async () => {
    const person = await everyFlow();
    await accounts.database.execute(
      `CREATE TABLE handled_events AS SELECT * FROM event_publications WHERE event <> 'auth.sign-up-begun'`,
    );
    users.beforeChange = () => Promise.resolve();
    await retry('auth.%');
    expect(isShown(person)).toBe(true);
    const profiles = new Map(users.profiles);
    await accounts.database.execute('INSERT INTO event_publications SELECT * FROM handled_events');
    await retry('auth.%');
    expect(users.profiles).toEqual(profiles);
  });

  it('do not show the profile of an account that was withdrawn again before a dead letter was retried', async () => {
    const person = await signUp();
    users.beforeChange = unavailable;
    await withdraw(person);
    await restore(person);
    await withdraw(person);
    await setAside('auth.account-%');
    users.beforeChange = () => Promise.resolve();
    for (const event of ['auth.account-restored', 'auth.account-withdrawn']) {
      await retry(event);
      expect(isShown(person)).toBe(false);
    }
  });

  it("change nothing when the account is withdrawn between the handler's read and its write", async () => {
    const person = await signUp();
    await withdraw(person);
    await accounts.bus.drain();
    users.beforeChange = unavailable;
    await restore(person);
    let reached = (): void => undefined;
    let release = (): void => undefined;
    const held = new Promise<void>((done) => (release = done));
    const reading = new Promise<void>((done) => (reached = done));
    users.beforeChange = () => {
      users.beforeChange = () => Promise.resolve();
      reached();
      return held;
    };
    const handled = retry('auth.%');
    await reading;
    await withdraw(person);
    await until(() => Promise.resolve(users.profiles.get(person.authId)?.version === 5));
    release();
    await handled;
    expect(isShown(person)).toBe(false);
  });
});
