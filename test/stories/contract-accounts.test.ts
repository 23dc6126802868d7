import { type InstanceWithAdmin, administrator, openInstanceWithAdmin } from '../support/instance-with-admin';
import { io } from 'socket.io-client';

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}
const password = 'password123';
/** an e-mail of the longest length, 254 characters */
const LONGEST_EMAIL = `name@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(62)}.com`;
let people = 0;

describe('a new customer', () => {
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

  const signUp = (change: object = {}) =>
    shop.call('POST', 'auth/signup', {
      body: { email: `person${++people}@example.com`, name: '홍길동', password, ...change },
    });
  const logIn = (email: string, secret = password) =>
    shop.call('POST', 'auth/login', { body: { email, password: secret } });
  const newcomer = async (): Promise<{ authId: number; email: string; tokens: Tokens }> => {
    const { authId, email } = (await signUp()).body;
    return { authId, email, tokens: (await logIn(email)).body };
  };
  const reissue = (refreshToken: string, at = shop) => at.call('POST', 'auth/reissue', { body: { refreshToken } });
  const me = async (as: string, at = shop): Promise<number> => (await at.call('GET', 'users/me', { as })).status;
  const outcome = ({ status, body }: { status: number; body: { code?: string } }): unknown[] => [status, body.code];

  it.each([
    ['the example of the documentation', { email: 'user@example.com', name: '홍길동', password: 'password123' }],
    ['an e-mail of 254 characters', { email: LONGEST_EMAIL }],
    ['an e-mail in capitals with spaces around it', { email: '  Somebody@EXAMPLE.com ' }],
    ['a name of one character', { name: 'a' }],
    ['a name of fifty characters that are two units each', { name: '𠮷'.repeat(50) }],
    ['a password of 8 bytes', { password: 'passwor1' }],
    ['a password of 8 bytes in three letters and a digit', { password: '비비ab1' }],
    ['a password of 72 bytes', { password: `a1${'가'.repeat(23)}x` }],
    ['a password with a space at its end', { password: 'password1 ' }],
  ])('may sign up with %s', async (_, change: { email?: string; name?: string; password?: string }) => {
    const { status, body } = await signUp(change);
    expect([status, body.code]).toEqual([201, undefined]);
    expect(body.email).toBe((change.email ?? body.email).trim().toLowerCase());
    const login = await logIn(change.email ?? body.email, change.password);
    expect(login.status).toBe(200);
    expect(await me(login.body.accessToken, other)).toBe(200);
  });

  it.each([
    ['email', { email: `x${LONGEST_EMAIL}` }],
    ['email', { email: 'a@b' }],
    ['email', { email: '' }],
    ['name', { name: '' }],
    ['name', { name: '𠮷'.repeat(51) }],
    ['password', { password: 'passwo1' }],
    ['password', { password: `a1${'가'.repeat(23)}xy` }],
    ['password', { password: '123456789' }],
    ['password', { password: 'passwords' }],
  ])('may not sign up with this %s: %j', async (field, change) => {
    const { status, body } = await signUp(change);
    expect([status, body.code, body.errors[0].field]).toEqual([400, 'VALIDATION_FAILED', field]);
  });

  it('does not learn the password rule from a login', async () => {
    const { email } = await newcomer();
    for (const wrong of ['', 'x', ' password123', 'Password123', 'p'.repeat(3_000), `${password}\u0001`]) {
      expect(outcome(await logIn(email, wrong))).toEqual([401, 'INVALID_CREDENTIALS']);
    }
    for (const invalid of ['', 'no e-mail', `${'x'.repeat(3_000)}@example.com`]) {
      expect(outcome(await logIn(invalid))).toEqual([401, 'INVALID_CREDENTIALS']);
    }
  });

  it('gets the same successor again on every instance when the answer was lost', async () => {
    const { tokens } = await newcomer();
    const first = (await reissue(tokens.refreshToken)).body as Tokens;
    const again = (await reissue(tokens.refreshToken, other)).body as Tokens;
    expect(again.refreshToken).toBe(first.refreshToken);
    expect(await me(again.accessToken)).toBe(200);
    expect(outcome(await reissue(tokens.refreshToken))).toEqual([401, 'REFRESH_TOKEN_REUSED']);
    for (const { accessToken } of [tokens, first, again]) expect(await me(accessToken, other)).toBe(401);
    expect(outcome(await reissue(first.refreshToken))).toEqual([401, 'REFRESH_TOKEN_INVALID']);
  });

  it('does not get the successor again once it has opened a socket', async () => {
    const { tokens } = await newcomer();
    const { accessToken: token } = (await reissue(tokens.refreshToken)).body as Tokens;
    const socket = io(await other.app.getUrl(), { transports: ['websocket'], auth: { token }, forceNew: true });
    await new Promise<void>((connected, failed) => {
      socket.on('connect', () => connected());
      socket.on('connect_error', failed);
    });
    socket.disconnect();
    expect(outcome(await reissue(tokens.refreshToken))).toEqual([401, 'REFRESH_TOKEN_REUSED']);
  });

  it('logs out of one session only', async () => {
    const { email, tokens } = await newcomer();
    const elsewhere = (await logIn(email)).body as Tokens;
    expect((await shop.call('POST', 'auth/logout', { as: tokens.accessToken, body: { password } })).status).toBe(204);
    expect([await me(tokens.accessToken), await me(elsewhere.accessToken)]).toEqual([401, 200]);
    expect(outcome(await reissue(tokens.refreshToken))).toEqual([401, 'REFRESH_TOKEN_INVALID']);
    expect((await reissue(elsewhere.refreshToken)).status).toBe(200);
  });

  it('logs out without a password, a body or a content type', async () => {
    const { email } = await newcomer();
    for (const body of [undefined, {}]) {
      const tokens = (await logIn(email)).body as Tokens;
      const elsewhere = (await logIn(email)).body as Tokens;
      const { status, headers } = await shop.call('POST', 'auth/logout', { as: tokens.accessToken, body });
      expect([status, headers.get('content-type')]).toEqual([204, null]);
      expect([await me(tokens.accessToken), await me(tokens.accessToken, other)]).toEqual([401, 401]);
      expect(await me(elsewhere.accessToken)).toBe(200);
      expect(outcome(await reissue(tokens.refreshToken))).toEqual([401, 'REFRESH_TOKEN_INVALID']);
    }
  });

  it('stays logged in when the password that it gives for the log-out is wrong', async () => {
    const { tokens } = await newcomer();
    const logOut = (body: object) => shop.call('POST', 'auth/logout', { as: tokens.accessToken, body });
    expect(outcome(await logOut({ password: 'password12' }))).toEqual([400, 'PASSWORD_MISMATCH']);
    for (const body of [{ password: null }, { password: 1 }, { everywhere: true }, []]) {
      expect(outcome(await logOut(body))).toEqual([400, 'VALIDATION_FAILED']);
    }
    expect(await me(tokens.accessToken)).toBe(200);
  });

  it('loses all sessions by a withdrawal, and is restored without them', async () => {
    const { authId, email, tokens } = await newcomer();
    const elsewhere = (await logIn(email)).body as Tokens;
    expect((await shop.call('POST', 'auth/withdraw', { as: tokens.accessToken, body: { password } })).status).toBe(204);
    const allDead = async (): Promise<void> => {
      for (const { accessToken, refreshToken } of [tokens, elsewhere]) {
        for (const at of [shop, other]) expect(await me(accessToken, at)).toBe(401);
        expect(outcome(await reissue(refreshToken))).toEqual([401, 'REFRESH_TOKEN_INVALID']);
      }
    };
    await allDead();
    expect(outcome(await logIn(email))).toEqual([401, 'INVALID_CREDENTIALS']);
    expect(outcome(await signUp({ email: email.toUpperCase() }))).toEqual([409, 'EMAIL_TAKEN']);

    const { accessToken: as } = (await logIn(administrator.email)).body as Tokens;
    const restore = (id: number) => other.call('POST', `auth/${id}/restore`, { as });
    expect((await restore(authId)).body).toEqual({ authId, email, name: '홍길동' });
    await allDead();
    expect(await me(((await logIn(email)).body as Tokens).accessToken, other)).toBe(200);
    for (const id of [authId, 9_007_199_254_740_991])
      expect(outcome(await restore(id))).toEqual([404, 'USER_NOT_FOUND']);
  });
});
