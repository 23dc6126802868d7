import { UserClient } from '#user';
import { Database } from '#platform/database/database';
import { CommitUnknown } from '#platform/database/errors';
import type { Transaction } from '#platform/database/transaction';
import { LogIn } from '../../src/modules/auth/use-cases/log-in';
import { SignUp } from '../../src/modules/auth/use-cases/sign-up';
import { type Accounts, FakeUsers, openAccounts } from '../support/accounts';

const password = 'password123';
let number = 0;
const someone = () => ({ email: `buyer${++number}@example.com`, name: '홍길동', password });

/** Commits the next transaction with a statement like `unanswered`, and loses the answer. */
class SilentDatabase extends Database {
  static unanswered = '';

  override async transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    let silent = false;
    const result = await super.transaction((tx) => {
      const watched = Object.create(tx) as Transaction;
      watched.pipeline = (...statements) => {
        const { unanswered } = SilentDatabase;
        silent ||= unanswered !== '' && statements.some(({ sql }) => sql.includes(unanswered));
        return tx.pipeline(...statements);
      };
      return work(watched);
    });
    if (!silent) return result;
    SilentDatabase.unanswered = '';
    throw new CommitUnknown(new Error('the connection was cut'));
  }
}

describe('a sign-up', () => {
  let accounts: Accounts;
  let users: FakeUsers;
  let signUp: SignUp;
  let logIn: LogIn;

  beforeAll(async () => {
    users = new FakeUsers();
    accounts = await openAccounts({
      instead: [
        [UserClient, users],
        [Database, SilentDatabase],
      ],
    });
    signUp = accounts.module.get(SignUp);
    logIn = accounts.module.get(LogIn);
  });
  beforeEach(() => {
    users.profiles.clear();
    users.beforeRegister = () => Promise.resolve();
    users.afterRegister = () => Promise.resolve();
  });
  afterAll(() => accounts.close());

  const statusOf = async (email: string): Promise<string | undefined> => {
    const [row] = await accounts.database.query<{ status: string }>('SELECT status FROM accounts WHERE email = ?', [
      email,
    ]);
    return row?.status;
  };
  /** Handles now what is due ten seconds after each sign-up. */
  const timePasses = async (): Promise<void> => {
    await accounts.database.execute(`UPDATE event_publications SET due_at = NOW(3) WHERE event = 'auth.sign-up-begun'`);
    await accounts.bus.drain();
  };
  const deferred = () => {
    let resolve = (): void => undefined;
    const promise = new Promise<void>((done) => (resolve = done));
    return { promise, resolve };
  };

  it('makes an account and its profile', async () => {
    const buyer = someone();
    const { authId } = await signUp.execute(buyer);
    expect(await statusOf(buyer.email)).toBe('ACTIVE');
    expect(users.live).toEqual([authId]);
    await timePasses();
    expect(await statusOf(buyer.email)).toBe('ACTIVE');
    expect(users.live).toEqual([authId]);
  });

  it('whose profile fails leaves nothing, and the e-mail can be used again at once', async () => {
    const buyer = someone();
    users.beforeRegister = () => Promise.reject(new Error('the profile fails'));
    await expect(signUp.execute(buyer)).rejects.toMatchObject({ code: 'SIGNUP_FAILED', kind: 'unavailable' });
    users.beforeRegister = () => Promise.resolve();
    const { authId } = await signUp.execute(buyer);
    await timePasses();
    expect(users.live).toEqual([authId]);
    expect(await statusOf(buyer.email)).toBe('ACTIVE');
  });

  it('whose profile was registered without an answer removes it', async () => {
    const buyer = someone();
    users.afterRegister = () => Promise.reject(new Error('the answer is lost'));
    await expect(signUp.execute(buyer)).rejects.toMatchObject({ code: 'SIGNUP_FAILED' });
    await accounts.bus.drain();
    expect(users.live).toEqual([]);
  });

  it('whose process dies before the profile is rolled back by another instance', async () => {
    const buyer = someone();
    const held = deferred();
    users.beforeRegister = () => held.promise.then(() => Promise.reject(new Error('dead')));
    const dying = signUp.execute(buyer).catch(() => undefined);
    while ((await statusOf(buyer.email)) === undefined);
    await timePasses();
    expect(await statusOf(buyer.email)).toBeUndefined();
    users.beforeRegister = () => Promise.resolve();
    const { authId } = await signUp.execute(buyer);
    expect(users.live).toEqual([authId]);
    held.resolve();
    await dying;
  });

  it('cannot log in while it is pending', async () => {
    const buyer = someone();
    const held = deferred();
    users.afterRegister = () => held.promise;
    const signingUp = signUp.execute(buyer);
    while (users.live.length === 0) await logIn.execute(buyer, '192.0.2.1').catch(() => undefined);
    await expect(logIn.execute(buyer, '192.0.2.1')).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    held.resolve();
    await signingUp;
    expect(await logIn.execute(buyer, '192.0.2.1')).toMatchObject({ tokenType: 'Bearer' });
  });

  it('that resumes after it was rolled back fails, and its late profile is not shown', async () => {
    const buyer = someone();
    const held = deferred();
    users.beforeRegister = () => held.promise;
    const signingUp = signUp.execute(buyer);
    while ((await statusOf(buyer.email)) === undefined);
    await timePasses();
    held.resolve();
    await expect(signingUp).rejects.toMatchObject({ code: 'SIGNUP_FAILED' });
    await accounts.bus.drain();
    expect(users.live).toEqual([]);
    await expect(logIn.execute(buyer, '192.0.2.1')).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
  });

  it('that resumes with a registered profile after it was rolled back loses the profile', async () => {
    const buyer = someone();
    const held = deferred();
    users.afterRegister = () => held.promise;
    const signingUp = signUp.execute(buyer);
    while (users.live.length === 0) await statusOf(buyer.email);
    await timePasses();
    held.resolve();
    await expect(signingUp).rejects.toMatchObject({ code: 'SIGNUP_FAILED' });
    expect(users.live).toEqual([]);
    expect(await statusOf(buyer.email)).toBeUndefined();
  });

  it('of ten at once with one e-mail in every spelling, one succeeds', async () => {
    const email = `jos\u00e9${++number}@example.com`;
    const spellings = [
      email,
      email.toUpperCase(),
      ` ${email}\t`,
      email.normalize('NFD'),
      email.toUpperCase().normalize('NFD'),
    ];
    const attempts = await Promise.allSettled(
      [...spellings, ...spellings].map((spelling) => signUp.execute({ ...someone(), email: spelling })),
    );
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const attempt of attempts) {
      if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject({ code: 'EMAIL_TAKEN' });
    }
  });

  it.each([
    ['first', 'INSERT INTO accounts'],
    ['last', "SET status = 'ACTIVE'"],
  ])('whose %s commit gets no answer is neither lost nor doubled', async (_, statement) => {
    const buyer = someone();
    SilentDatabase.unanswered = statement;
    const { authId } = await signUp.execute(buyer);
    expect(SilentDatabase.unanswered).toBe('');
    expect(await statusOf(buyer.email)).toBe('ACTIVE');
    const rows = await accounts.database.query('SELECT account_id FROM accounts WHERE account_id >= ?', [authId]);
    expect(rows).toHaveLength(1);
  });
});
