import { isPersonName, normalisedName } from '../../src/modules/auth/domain/sign-up-rules';
import { type Attack, type Expected, INVALID, JSON_BODY, repel, send } from './attack';
import { EMAILS, NO_EMAILS, NO_NAMES, NO_PASSWORDS, SECRETS } from './hostile-identities';
import { CONTROLS, DECEPTIONS, INJECTIONS } from './hostile-texts';
import { Target } from './target';

const WRONG: Expected = [401, 'INVALID_CREDENTIALS'];
const TAKEN: Expected = [409, 'EMAIL_TAKEN'];
const password = 'password123';
const post = (path: string, body: object, expect: Expected): Attack => ({
  ...{
    method: 'POST',
    path: `/api/auth/${path}`,
    as: 'nobody',
    headers: JSON_BODY,
    body: JSON.stringify(body),
    expect,
  },
});
const signUp = (change: object, expect: Expected): Attack =>
  post('signup', { email: '{fresh}@example.com', name: '홍길동', password, ...change }, expect);

describe('who signs up', () => {
  let target: Target;
  beforeAll(async () => {
    target = await Target.open();
    target.secrets.add(password);
    await target.remember();
  });
  afterAll(() => target.close());

  repel(() => target, {
    'with an e-mail that is none is refused': NO_EMAILS.map((email) => signUp({ email }, INVALID)),
    'with a name that cannot be seen, or with controls in it, is refused': [
      ...NO_NAMES,
      ...CONTROLS.filter((text) => /\p{Cc}/u.test(text)),
    ].map((name) => signUp({ name }, INVALID)),
    'with a password that is too short, too long or too simple is refused': NO_PASSWORDS.map((wrong) =>
      signUp({ password: wrong }, INVALID),
    ),
  });
});

describe('who has signed up', () => {
  let target: Target;
  beforeAll(async () => {
    target = await Target.open();
    target.secrets.add(password);
  });
  afterEach(() => expect(target.logFaults()).toEqual([]));
  afterAll(() => target.close());

  /** One after the other: who waits too long for his hash is told 503. */
  const outcomes = async (attacks: readonly Attack[]): Promise<unknown[]> => {
    const seen: unknown[] = [];
    for (const attack of attacks) {
      const { status, body } = await send(target, attack);
      seen.push([attack.body, status, body.code]);
    }
    return seen;
  };
  const asExpected = (attacks: readonly Attack[]): unknown[] =>
    attacks.map(({ body, expect: [status, code] }) => [body, status, code]);

  it.each(EMAILS)(
    'has an e-mail in every spelling, and none that only looks like it: $own',
    async ({ own, same, other }) => {
      const first = await send(target, signUp({ email: own }, [201]));
      expect([first.status, first.body.email]).toEqual([201, own.trim().toLowerCase().normalize('NFC')]);
      const attacks = [
        ...same.flatMap((email) => [signUp({ email }, TAKEN), post('login', { email, password }, [200])]),
        ...other.map((email) => post('login', { email, password }, WRONG)),
      ];
      expect(await outcomes(attacks)).toEqual(asExpected(attacks));
      const others = other.map((email) => signUp({ email }, [201]));
      expect(await outcomes(others)).toEqual(asExpected(others));
    },
  );

  it('has the name that was given, whatever it would be to somebody else', async () => {
    // Each costs a hash, and all injections are alike to the rule.
    const names = [...INJECTIONS.filter((_, index) => index % 4 === 0), ...DECEPTIONS].filter(isPersonName);
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) {
      const { status, body } = await send(target, signUp({ name }, [201]));
      expect([status, body.name]).toEqual([201, normalisedName(name)]);
    }
  });

  it.each(SECRETS)('has the password that was given, to the last byte: $own', async ({ own, other }) => {
    const { email } = (await send(target, signUp({ password: own }, [201]))).body;
    const attacks = [
      ...other.map((wrong) => post('login', { email, password: wrong }, WRONG)),
      post('login', { email, password: own }, [200]),
    ];
    expect(await outcomes(attacks)).toEqual(asExpected(attacks));
  });
});
