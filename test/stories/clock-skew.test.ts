import { DatabaseClock } from '#platform/database/database-clock';
import { AccessTokens } from '#platform/security/access-tokens';
import { openSampleApplication, type SampleApplication } from '../support/sample-application';

const HOUR_MS = 3_600_000;
const LIFETIME_MS = 15 * 60 * 1_000;

const { now } = Date;
const setMachineClock = (offsetMs: number): void => {
  Date.now = () => now() + offsetMs;
};

describe.each([
  ['an hour ahead', HOUR_MS],
  ['an hour behind', -HOUR_MS],
])('on a machine whose clock is %s', (_, offsetMs) => {
  let web: SampleApplication;
  beforeAll(async () => {
    web = await openSampleApplication();
  });
  afterAll(() => web.close());
  beforeEach(() => setMachineClock(offsetMs));
  afterEach(() => setMachineClock(0));

  const sign = () => web.app.get(AccessTokens).sign({ userId: 42, role: 'USER', sessionId: 's1', generation: 0 }).token;
  const statusFor = async (as: string): Promise<number> => (await web.call('/api/trial/me', { as })).status;
  const claimsOf = (token: string) => web.app.get(AccessTokens).check(token);
  const setDatabaseClock = (instant: number): void =>
    void Object.assign(web.app.get(DatabaseClock), { now: () => new Date(instant) });
  afterEach(() => Reflect.deleteProperty(web.app.get(DatabaseClock), 'now'));

  it('a token signed on another machine is accepted, the first time and again', async () => {
    setMachineClock(0);
    const token = sign();
    setMachineClock(offsetMs);
    expect(await statusFor(token)).toBe(200);
    expect(await statusFor(token)).toBe(200);
  });

  it("a token expires after a quarter of an hour by the database's clock", async () => {
    const token = sign();
    const signedAt = web.app.get(DatabaseClock).now().getTime();
    const { issuedAt, expiresAt } = claimsOf(token);
    expect(Math.abs(issuedAt * 1_000 - signedAt)).toBeLessThan(2_000);
    expect(expiresAt - issuedAt).toBe(LIFETIME_MS / 1_000);
    setDatabaseClock(issuedAt * 1_000 + LIFETIME_MS - 1);
    expect(await statusFor(token)).toBe(200);
    setDatabaseClock(issuedAt * 1_000 + LIFETIME_MS);
    expect(await statusFor(token)).toBe(401);
    expect(await statusFor(sign())).toBe(200);
    expect(() => claimsOf(token)).toThrow('A valid access token is required.');
  });

  it('a token that is first presented after its expiry is refused', async () => {
    const token = sign();
    const { expiresAt } = claimsOf(token);
    setDatabaseClock(expiresAt * 1_000);
    expect(await statusFor(token)).toBe(401);
  });
});
