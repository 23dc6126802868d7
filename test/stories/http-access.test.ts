import { createHmac, hkdfSync } from 'node:crypto';
import { AccessTokens } from '#platform/security/access-tokens';
import { openSampleApplication, type SampleApplication } from '../support/sample-application';

const SECRET = 'a key for the tests, of more than thirty-two bytes';

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** A token signed with the same key as the shop's. */
function forge(claims: object, header: object = { alg: 'HS256', typ: 'JWT' }, secret = SECRET): string {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'hotdeal/access-token', 32));
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}

const now = Math.floor(Date.now() / 1000);
const GOOD = {
  sub: '42',
  role: 'USER',
  sid: 's1',
  gen: 0,
  type: 'access',
  jti: 'j1',
  iat: now,
  exp: now + 900,
  aud: 'hotdeal-api',
  iss: 'hotdeal',
};

describe('access to a route', () => {
  let web: SampleApplication;
  beforeAll(async () => {
    web = await openSampleApplication();
  });
  afterAll(() => web.close());

  const statusFor = async (authorization: string): Promise<number> =>
    (await web.call('/api/trial/me', { headers: { authorization } })).status;

  test('is granted with a token, whose claims become the principal', async () => {
    const response = await web.call('/api/trial/me', { as: web.token('ADMIN', 'login-3') });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      userId: 42,
      role: 'ADMIN',
      sessionId: 'login-3',
      generation: 0,
      tokenId: expect.stringMatching(/^[\da-f-]{36}$/),
      issuedAt: expect.any(Number),
      expiresAt: expect.any(Number),
    });
    expect(await statusFor(`Bearer ${forge(GOOD)}`)).toBe(200);
    expect(await statusFor(`bearer ${web.token()}`)).toBe(200);
  });

  test('is refused with a 401 without a token', async () => {
    const response = await web.call('/api/trial/me');
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.json()).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('is decided by the same check as for sockets', () => {
    const tokens = web.app.get(AccessTokens);
    expect(tokens.check(forge(GOOD))).toMatchObject({ userId: 42, sessionId: 's1' });
    for (const bad of ['', forge({ ...GOOD, type: 'refresh' }), forge(GOOD, { alg: 'HS256', typ: 'JWT', crit: [] })]) {
      expect(() => tokens.check(bad)).toThrow('A valid access token is required.');
    }
  });

  test('is refused at once when the login is revoked', async () => {
    const as = web.token('USER', 'stolen');
    expect((await web.call('/api/trial/me', { as })).status).toBe(200);
    web.sessions.revoked.add('stolen');
    expect((await web.call('/api/trial/me', { as })).status).toBe(401);
  });

  test('is forbidden to users on routes for administrators', async () => {
    expect((await web.call('/api/trial/mine')).status).toBe(401);
    const user = await web.call('/api/trial/mine', { as: web.token('USER') });
    expect(user.status).toBe(403);
    expect(await user.json()).toMatchObject({ code: 'FORBIDDEN' });
    expect((await web.call('/api/trial/mine', { as: web.token('ADMIN') })).status).toBe(200);
  });
});
