import { hash } from 'bcrypt';
import { UserClient } from '#user';
import { type InstanceWithAdmin, administrator, openInstanceWithAdmin } from '../support/instance-with-admin';

const password = 'password123';
let number = 0;
const someone = () => ({ email: `buyer${++number}@example.com`, name: '홍길동', password });

describe('accounts', () => {
  let shop: InstanceWithAdmin;
  let other: InstanceWithAdmin;

  beforeAll(async () => {
    shop = await openInstanceWithAdmin();
    other = await openInstanceWithAdmin({ beside: shop });
  });
  afterAll(async () => {
    await other.close();
    await shop.close();
  });

  const post = (path: string, body?: unknown, as?: string) =>
    shop.call('POST', path, { body, ...(as === undefined ? {} : { as }) });
  const me = (as: string, on = shop) => on.call('GET', 'users/me', { as });
  const signUp = async () => {
    const person = someone();
    const { body } = await post('auth/signup', person);
    return { ...person, authId: body.authId as number };
  };
  const tokensOf = async ({ email }: { email: string }) => {
    const { body } = await post('auth/login', { email, password });
    return body as { accessToken: string; refreshToken: string };
  };
  const problem = (status: number, code: string) => ({ status, body: { status, code, requestId: expect.any(String) } });

  it('are created, used and logged out of', async () => {
    const person = { email: '  Buyer@Example.com ', name: '홍길동', password };
    const signedUp = await post('auth/signup', person);
    expect(signedUp).toMatchObject({ status: 201 });
    const { authId } = signedUp.body;
    expect(signedUp.body).toEqual({ authId: expect.any(Number), email: 'buyer@example.com', name: '홍길동' });

    const login = await post('auth/login', { email: 'BUYER@example.com', password });
    expect(login.status).toBe(200);
    expect(login.headers.get('cache-control')).toBe('no-store');
    expect(login.body).toEqual({
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
      tokenType: 'Bearer',
      expiresIn: 900,
    });
    expect(await me(login.body.accessToken)).toMatchObject({
      status: 200,
      body: {
        userId: authId,
        email: 'buyer@example.com',
        name: '홍길동',
        role: 'USER',
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      },
    });

    const reissued = await post('auth/reissue', { refreshToken: login.body.refreshToken });
    expect(reissued.status).toBe(200);
    expect(reissued.headers.get('cache-control')).toBe('no-store');
    expect(Object.keys(reissued.body).sort()).toEqual(Object.keys(login.body).sort());

    const { accessToken, refreshToken } = reissued.body;
    expect(await post('auth/logout', { password: 'password124' }, accessToken)).toMatchObject(
      problem(400, 'PASSWORD_MISMATCH'),
    );
    expect(await post('auth/logout', { password }, accessToken)).toMatchObject({ status: 204, body: undefined });
    for (const token of [accessToken, login.body.accessToken]) {
      expect(await me(token)).toMatchObject(problem(401, 'UNAUTHENTICATED'));
      expect(await me(token, other)).toMatchObject(problem(401, 'UNAUTHENTICATED'));
    }
    expect(await post('auth/reissue', { refreshToken })).toMatchObject(problem(401, 'REFRESH_TOKEN_INVALID'));
  });

  it('have profiles on every instance as soon as the sign-up has answered', async () => {
    const person = await signUp();
    const { accessToken } = await tokensOf(person);
    expect((await me(accessToken, other)).body).toMatchObject({ userId: person.authId, email: person.email });
  });

  it('exist once per e-mail, in whatever spelling', async () => {
    const person = await signUp();
    for (const email of [person.email, person.email.toUpperCase(), ` ${person.email}\n`]) {
      expect(await post('auth/signup', { ...person, authId: undefined, email })).toMatchObject(
        problem(409, 'EMAIL_TAKEN'),
      );
    }
  });

  it.each([
    ['email', { email: 'invalid' }],
    ['email', { email: 7 }],
    ['name', { name: ' ' }],
    ['name', { name: '가'.repeat(51) }],
    ['password', { password: 'abcdefgh' }],
    ['password', { password: 'abcde1' }],
    ['password', { password: `${'가'.repeat(24)}a1` }],
    ['role', { role: 'ADMIN' }],
  ])('are not created with a wrong %s: %j', async (field, change) => {
    const answer = await post('auth/signup', { ...someone(), ...change });
    expect(answer).toMatchObject(problem(400, 'VALIDATION_FAILED'));
    expect(answer.body.errors).toEqual([{ field, rule: expect.any(String), message: expect.any(String) }]);
  });

  it('take a password in either form of Unicode, also one that was hashed as it was typed', async () => {
    const secret = '비밀번호가나다라1';
    const typed = secret.normalize('NFD');
    const person = { ...someone(), password: secret };
    const { body } = await post('auth/signup', person);
    const logIn = async (given: string) => (await post('auth/login', { email: person.email, password: given })).status;
    expect(Buffer.byteLength(typed)).toBeGreaterThan(50);
    expect([await logIn(secret), await logIn(typed), await logIn(`${typed}1`)]).toEqual([200, 200, 401]);
    // As version 0.1 hashed a password that was typed decomposed.
    await shop.database.execute('UPDATE accounts SET password_hash = ? WHERE account_id = ?', [
      await hash(typed, 4),
      body.authId,
    ]);
    expect([await logIn(typed), await logIn(secret), await logIn(`${typed}1`)]).toEqual([200, 401, 401]);
  });

  it('exist once per domain, in Unicode or punycode', async () => {
    const person = { ...someone(), email: 'user@한글.kr' };
    const { body } = await post('auth/signup', person);
    expect(body.email).toBe('user@xn--bj0bj06e.kr');
    expect(await post('auth/signup', { ...person, email: 'USER@XN--BJ0BJ06E.kr' })).toMatchObject(
      problem(409, 'EMAIL_TAKEN'),
    );
    for (const email of ['user@한글.kr', 'User@xn--bj0bj06e.KR']) {
      expect((await me((await tokensOf({ email })).accessToken)).body.userId).toBe(body.authId);
    }
  });

  it('from before keep the spelling of their domain, and are not merged', async () => {
    const emails = ['old@한국.kr', 'old@xn--3e0b707e.kr'];
    const [first, second] = [await signUp(), await signUp()];
    const store = (email: string | undefined, { authId }: { authId: number }) =>
      shop.database.execute('UPDATE accounts SET email = ? WHERE account_id = ?', [email, authId]);
    const owner = async (email: string | undefined) =>
      (await me((await tokensOf({ email: email as string })).accessToken)).body.userId;
    await store(emails[0], first);
    expect([await owner(emails[0]), await owner(emails[1])]).toEqual([first.authId, first.authId]);
    expect((await post('auth/signup', { ...someone(), email: emails[1] })).status).toBe(409);
    await store(emails[1], second);
    expect([await owner(emails[0]), await owner(emails[1])]).toEqual([first.authId, second.authId]);
  });

  it('answer the same for an unknown e-mail as for a wrong password', async () => {
    const person = await signUp();
    const wrong = await post('auth/login', { email: person.email, password: 'x' });
    const unknown = await post('auth/login', { email: 'unknown@example.com', password: 'x' });
    expect(wrong).toMatchObject(problem(401, 'INVALID_CREDENTIALS'));
    expect({ ...unknown.body, requestId: '' }).toEqual({ ...wrong.body, requestId: '' });
  });

  it('lose one session when a used refresh token comes again, and keep the others', async () => {
    const person = await signUp();
    const [stolen, own] = [await tokensOf(person), await tokensOf(person)];
    const thief = await post('auth/reissue', { refreshToken: stolen.refreshToken });
    expect((await me(thief.body.accessToken, other)).status).toBe(200);
    expect(await post('auth/reissue', { refreshToken: stolen.refreshToken })).toMatchObject(
      problem(401, 'REFRESH_TOKEN_REUSED'),
    );
    expect(await me(thief.body.accessToken, other)).toMatchObject(problem(401, 'UNAUTHENTICATED'));
    expect(await me(stolen.accessToken)).toMatchObject(problem(401, 'UNAUTHENTICATED'));
    expect((await me(own.accessToken)).status).toBe(200);
  });

  it('accept each kind of token only in its place', async () => {
    const { accessToken, refreshToken } = await tokensOf(await signUp());
    expect(await me(refreshToken)).toMatchObject(problem(401, 'UNAUTHENTICATED'));
    expect(await post('auth/reissue', { refreshToken: accessToken })).toMatchObject(
      problem(401, 'REFRESH_TOKEN_INVALID'),
    );
    expect(await shop.call('GET', 'users/me')).toMatchObject(problem(401, 'UNAUTHENTICATED'));
  });

  it('stay withdrawn until an administrator restores them', async () => {
    const person = await signUp();
    const tokens = await tokensOf(person);
    const admin = (await tokensOf(administrator)).accessToken;
    expect(await post('auth/withdraw', { password: 'x' }, tokens.accessToken)).toMatchObject(
      problem(400, 'PASSWORD_MISMATCH'),
    );
    expect(await post('auth/withdraw', { password }, tokens.accessToken)).toMatchObject({ status: 204 });
    expect(await me(tokens.accessToken, other)).toMatchObject(problem(401, 'UNAUTHENTICATED'));
    expect(await post('auth/login', person)).toMatchObject(problem(400, 'VALIDATION_FAILED'));
    const credentials = { email: person.email, password };
    expect(await post('auth/login', credentials)).toMatchObject(problem(401, 'INVALID_CREDENTIALS'));
    expect(await post('auth/signup', { ...credentials, name: 'x' })).toMatchObject(problem(409, 'EMAIL_TAKEN'));

    const restored = await post(`auth/${person.authId}/restore`, undefined, admin);
    expect(restored).toMatchObject({ status: 200 });
    expect(restored.body).toEqual({ authId: person.authId, email: person.email, name: person.name });
    expect(await me(tokens.accessToken)).toMatchObject(problem(401, 'UNAUTHENTICATED'));
    expect((await me((await tokensOf(person)).accessToken)).body).toMatchObject({ userId: person.authId });
    expect(await post(`auth/${person.authId}/restore`, undefined, admin)).toMatchObject(problem(404, 'USER_NOT_FOUND'));
    await shop.bus.drain();
    expect((await me((await tokensOf(person)).accessToken)).body).toMatchObject({ userId: person.authId });
  });

  it('are restored by administrators only', async () => {
    const { accessToken } = await tokensOf(await signUp());
    expect(await post('auth/1/restore', undefined, accessToken)).toMatchObject(problem(403, 'FORBIDDEN'));
    expect(await post('auth/1/restore')).toMatchObject(problem(401, 'UNAUTHENTICATED'));
    const admin = (await tokensOf(administrator)).accessToken;
    expect(await post('auth/x/restore', undefined, admin)).toMatchObject(problem(400, 'VALIDATION_FAILED'));
  });

  it('keep the last administrator', async () => {
    const { accessToken } = await tokensOf(administrator);
    expect(await post('auth/withdraw', { password }, accessToken)).toMatchObject(problem(403, 'FORBIDDEN'));
    expect(await me(accessToken)).toMatchObject({ status: 200, body: { role: 'ADMIN' } });
  });

  it('answer a failed sign-up as safe to retry', async () => {
    const users = shop.app.get(UserClient, { strict: false });
    const person = someone();
    users.register = () => Promise.reject(new Error('SELECT secret'));
    const failed = await post('auth/signup', person);
    Reflect.deleteProperty(users, 'register');
    expect(failed).toMatchObject(problem(503, 'SIGNUP_FAILED'));
    expect(failed.headers.get('retry-after')).toBe('1');
    expect(JSON.stringify(failed.body)).not.toContain('secret');
    expect(await post('auth/signup', person)).toMatchObject({ status: 201 });
  });
});
