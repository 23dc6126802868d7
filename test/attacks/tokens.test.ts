import { createHmac, hkdfSync } from 'node:crypto';
import { Passwords } from '../../src/modules/auth/passwords/passwords';
import { callerAt } from '../support/caller';
import { hashCheaply } from '../support/cheap-hashing';
import {
  type Attack,
  type Expected,
  expectUnaffected,
  replyViolations,
  JSON_BODY,
  testAttacks,
  send,
  violationsOf,
} from './attack';
import { ROUTES } from './routes';
import { Target } from './target';

const SECRET = 'a key for the tests, of more than thirty-two bytes';
const UNAUTHENTICATED: Expected = [401, 'UNAUTHENTICATED'];
const INVALID_REFRESH: Expected = [401, 'REFRESH_TOKEN_INVALID'];
const REUSED: Expected = [401, 'REFRESH_TOKEN_REUSED'];
const password = 'password123';

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
/** A token signed with the real key. */
function forge(claims: object, header: object = { alg: 'HS256', typ: 'JWT' }, purpose = 'access-token'): string {
  const key = Buffer.from(hkdfSync('sha256', SECRET, '', `hotdeal/${purpose}`, 32));
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}
const now = Math.floor(Date.now() / 1_000);
const GOOD = {
  ...{ sub: '1000000', role: 'ADMIN', sid: 'login-of-1000000', gen: 0, type: 'access', jti: 'j1' },
  ...{ iat: now, exp: now + 900, aud: 'hotdeal-api', iss: 'hotdeal' },
};
const [head = '', claims = '', proof = ''] = forge(GOOD).split('.');

const HEADERS: readonly object[] = [
  ...['HS512', 'HS384', 'RS256', 'ES256', 'none', 'None', 'hs256', ''].map((alg) => ({ alg, typ: 'JWT' })),
  ...[['exp'], [], ['b64'], 'exp', null].map((crit) => ({ alg: 'HS256', typ: 'JWT', crit })),
  { alg: 'HS256' },
  { typ: 'JWT', alg: 'HS256' },
  { alg: 'HS256', typ: 'JWT', kid: '../../dev/null' },
  { alg: 'HS256', typ: 'JWT', jwk: { kty: 'oct', k: '' } },
  { alg: 'HS256', typ: 'JWT', jku: 'http://evil.example/keys' },
  { alg: 'HS256', typ: 'JWT', b64: false },
];
const CHANGES: readonly object[] = [
  ...Object.keys(GOOD).map((claim) => ({ [claim]: undefined })),
  ...Object.keys(GOOD).flatMap((claim) => [null, [], {}, true].map((value) => ({ [claim]: value }))),
  ...['0', '-1', '1.5', '1e400', 'admin', '', "1' OR '1'='1", 1_000_000, '9007199254740993'].map((sub) => ({ sub })),
  ...['ROOT', 'admin', 'ADMIN ', 'USER,ADMIN', '', 1].map((role) => ({ role })),
  ...['refresh', 'ACCESS', '', 'id'].map((type) => ({ type })),
  ...['', 1].map((sid) => ({ sid })),
  ...['0', '1'].map((gen) => ({ gen })),
  ...[now - 1, now - 86_400, String(now + 900), -1].map((exp) => ({ exp })),
  { nbf: now + 600 },
  ...['hotdeal-refresh', 'HOTDEAL-API', ['other']].map((aud) => ({ aud })),
  ...['elsewhere', 'hotdeal '].map((iss) => ({ iss })),
];
/** Values of the Authorization header that are not valid tokens. */
const FORGED: readonly string[] = [
  ...['', 'Bearer', 'Bearer ', 'Bearer null', 'Bearer undefined', 'Basic dXNlcjpwYXNz', 'Bearer a.b.c', 'Bearer ...'],
  ...HEADERS.map((header) => `Bearer ${forge(GOOD, header)}`),
  ...CHANGES.map((change) => `Bearer ${forge({ ...GOOD, ...change })}`),
  ...['refresh-token', '', 'access_token'].map((purpose) => `Bearer ${forge(GOOD, undefined, purpose)}`),
  ...[`${head}.${claims}.`, `${head}.${claims}`, `${head}..${proof}`, `.${claims}.${proof}`, `${claims}.${proof}`],
  ...[`${head}.${claims}.${proof}x`, `${head}.${claims}.${proof.slice(0, -1)}`, `${head}.${claims}.${proof}.${proof}`],
  ...[`${head}.${part({ ...GOOD, sub: '1' })}.${proof}`, `${head}.${claims}.${'A'.repeat(43)}`, 'x'.repeat(8_000)],
  ...[`${part({ alg: 'none', typ: 'JWT' })}.${claims}.`, `${head}.${claims}=.${proof}`, `"${head}.${claims}.${proof}"`],
].map((value, index) => (index < 8 || value.startsWith('Bearer') ? value : `Bearer ${value}`));

const CHECKED = [
  { method: 'GET', path: '/api/admin/failed-events' },
  { method: 'GET', path: '/api/orders' },
];
const withToken = (authorization: string, request: { method: string; path: string }): Attack => ({
  ...request,
  name: authorization.slice(0, 60),
  as: 'anonymous',
  headers: { authorization },
  expect: UNAUTHENTICATED,
});

/** The requests to all routes that are not public, with a token that each of them must refuse. */
const atEveryRoute = (authorization: string): Attack[] =>
  ROUTES.filter(({ access }) => access !== 'PUBLIC').map((route) => {
    const attack = route.attack(UNAUTHENTICATED);
    return { ...attack, as: 'anonymous', headers: { ...attack.headers, authorization } };
  });

describe('an access token', () => {
  let target: Target;
  beforeAll(async () => {
    target = await Target.open();
    target.secrets.add(SECRET).add(proof);
    await target.recordTables();
  });
  afterAll(() => target.close());

  it('with the right claims and signature is accepted', async () => {
    const attack = withToken(`Bearer ${forge(GOOD)}`, CHECKED[0] as (typeof CHECKED)[0]);
    expect((await send(target, attack)).status).toBe(200);
  });

  testAttacks(() => target, {
    'that is forged is refused': CHECKED.flatMap((request) => FORGED.map((value) => withToken(value, request))),
    'outside the Authorization header is ignored': ['access_token', 'token', 'jwt', 'auth'].flatMap((name) => [
      { method: 'GET', path: `/api/orders?${name}=${forge(GOOD)}`, as: 'anonymous' as const, expect: UNAUTHENTICATED },
      ...['Cookie', 'X-Access-Token', 'Proxy-Authorization', 'X-Authorization'].map((header): Attack => ({
        method: 'GET',
        path: '/api/orders',
        as: 'anonymous',
        headers: { [header]: header === 'Cookie' ? `${name}=${forge(GOOD)}` : `Bearer ${forge(GOOD)}` },
        expect: UNAUTHENTICATED,
      })),
    ]),
    'is required by every route that is not public': [
      '',
      `Bearer ${forge({ ...GOOD, exp: now - 1 })}`,
      `Bearer ${part({ alg: 'none', typ: 'JWT' })}.${claims}.`,
    ].flatMap(atEveryRoute),
  });
});

describe.each(['public', 'members'])('the access token of a withdrawn account, with CATALOGUE=%s', (CATALOGUE) => {
  it('is refused by every route that is not public', async () => {
    const target = await Target.open({ CATALOGUE });
    hashCheaply(target.shop);
    const { address, anonymous } = target.shop;
    const account = { email: 'withdrawn@example.com', password };
    await anonymous.post('/api/auth/signup', { ...account, name: '홍길동' });
    const { accessToken } = (await anonymous.post('/api/auth/login', account)).body as Tokens;
    const user = callerAt(address, accessToken);
    for (const path of ['coupons', 'rankings/products', 'cart', 'users/me/summary']) {
      expect((await user.get(`/api/${path}`)).status).toBe(200);
    }
    expect((await user.post('/api/auth/withdraw', { password })).status).toBe(204);
    expect(await violationsOf(target, atEveryRoute(`Bearer ${accessToken}`))).toEqual([]);
    await target.close();
  });
});

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

describe('the tokens of a login', () => {
  let target: Target;
  let users = 0;
  beforeAll(async () => {
    target = await Target.open();
    hashCheaply(target.shop);
    target.secrets.add(password).add(SECRET);
  });
  afterAll(() => target.close());

  const post = (path: string, body: object, token?: string) => {
    const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const attack = { method: 'POST', path: `/api/auth/${path}`, as: 'anonymous', body: JSON.stringify(body) } as const;
    return send(target, { ...attack, headers: { ...JSON_BODY, ...authorization }, expect: [200] });
  };
  const newUser = async (): Promise<Tokens & { email: string; authId: number }> => {
    const email = `user${++users}@example.com`;
    const { authId } = (await post('signup', { email, name: '홍길동', password })).body;
    return { authId, email, ...(await post('login', { email, password })).body };
  };
  const expectRefusal = async (request: ReturnType<typeof post>, expected: Expected): Promise<void> => {
    expect(replyViolations(await request, expected, target)).toEqual([]);
  };
  const me = (accessToken: string) =>
    send(target, withToken(`Bearer ${accessToken}`, { method: 'GET', path: '/api/users/me' }));
  const expectRevoked = async ({ accessToken, refreshToken }: Tokens): Promise<void> => {
    await expectRefusal(me(accessToken), UNAUTHENTICATED);
    await expectRefusal(post('reissue', { refreshToken }), INVALID_REFRESH);
  };

  it('are refused in place of each other, and after any change', async () => {
    const { accessToken, refreshToken } = await newUser();
    await expectRefusal(me(refreshToken), UNAUTHENTICATED);
    const [content = '', hmac = ''] = refreshToken.split('.');
    const next = content.startsWith('A') ? 'B' : 'A';
    const edited = [
      accessToken,
      `${next}${content.slice(1)}.${hmac}`,
      `${content}.${'A'.repeat(43)}`,
      `${content}.`,
      content,
    ];
    for (const wrong of [...edited, `${refreshToken} `, `${refreshToken}=`, refreshToken.toLowerCase(), `.${hmac}`]) {
      await expectRefusal(post('reissue', { refreshToken: wrong }), INVALID_REFRESH);
    }
    expect((await post('reissue', { refreshToken })).status).toBe(200);
  });

  it('have one successor when they are renewed concurrently', async () => {
    const { refreshToken } = await newUser();
    const answers = await Promise.all(Array.from({ length: 20 }, () => post('reissue', { refreshToken })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => (body as Tokens).refreshToken)).size).toBe(1);
    const [row] = await target.shop.database.query<{ generation: number }>(
      'SELECT MAX(generation) AS generation FROM sessions WHERE account_id = (SELECT MAX(account_id) FROM accounts)',
    );
    expect(row?.generation).toBe(1);
    const successor = answers[0]?.body as Tokens;
    expect((await me(successor.accessToken)).status).toBe(200);
    await expectRefusal(post('reissue', { refreshToken }), REUSED);
    await expectRevoked(successor);
  });

  it('are revoked by logout and withdrawal, and a restored account does not revive them', async () => {
    const [loggedOut, withdrawn] = [await newUser(), await newUser()];
    expect((await post('logout', { password }, loggedOut.accessToken)).status).toBe(204);
    await expectRevoked(loggedOut);
    const renewed = await post('reissue', { refreshToken: withdrawn.refreshToken });
    expect((await post('withdraw', { password }, (renewed.body as Tokens).accessToken)).status).toBe(204);
    await expectRevoked(renewed.body as Tokens);
    expect((await target.admin.post(`/api/auth/${withdrawn.authId}/restore`)).status).toBe(200);
    await expectRevoked(renewed.body as Tokens);
    await expectRefusal(me(withdrawn.accessToken), UNAUTHENTICATED);
    const fresh = (await post('login', { email: withdrawn.email, password })).body as Tokens;
    expect((await me(fresh.accessToken)).status).toBe(200);
  });

  it('are refused at the cost of one hash, whatever the reason', async () => {
    const { email } = await newUser();
    const passwords = target.shop.app.get(Passwords, { strict: false });
    const internals = passwords as unknown as { bcrypt: { compare(...given: [string, string]): Promise<boolean> } };
    const { compare } = internals.bcrypt;
    let compared = 0;
    internals.bcrypt = Object.assign(Object.create(internals.bcrypt) as typeof internals.bcrypt, {
      compare: (...given: [string, string]) => (compared++, compare(...given)),
    });
    const bodies = [
      ...[email, 'nobody@example.com', 'no e-mail', '', `${'x'.repeat(3_000)}@example.com`].map((address) => [
        address,
        'x1',
      ]),
      ...['', 'p'.repeat(3_000), `${password}${'\u0001'.repeat(72)}`].map((wrong) => [email, wrong]),
    ];
    for (const [address, wrong] of bodies) {
      compared = 0;
      await expectRefusal(post('login', { email: address, password: wrong }), [401, 'INVALID_CREDENTIALS']);
      expect([address?.slice(0, 30), compared]).toEqual([address?.slice(0, 30), 1]);
    }
    // A password that is not composed is compared in two forms, with an account and without one.
    for (const address of [email, 'nobody@example.com']) {
      compared = 0;
      await expectRefusal(post('login', { email: address, password: 'e\u0301x1' }), [401, 'INVALID_CREDENTIALS']);
      expect([address, compared]).toEqual([address, 2]);
    }
  });

  it('never appear in the log, and neither do passwords', async () => {
    const { accessToken, refreshToken } = await newUser();
    target.secrets.add(accessToken).add(refreshToken);
    await post('login', { email: accessToken, password: refreshToken });
    await post('signup', { email: 'x', name: password, password });
    await target.recordTables();
    target.secrets.delete(accessToken);
    await expectUnaffected(target);
  });
});
