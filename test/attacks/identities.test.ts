import { hashCheaply } from '../support/cheap-hashing';
import { nameViolation, normalisedName } from '../../src/modules/auth/domain/sign-up-rules';
import { type Attack, type Expected, INVALID, JSON_BODY, testAttacks, send } from './attack';
import {
  EMAILS,
  HIDDEN_EMAILS,
  INVALID_EMAILS,
  INVALID_NAMES,
  INVALID_PASSWORDS,
  PASSWORDS,
} from './hostile-identities';
import { CONTROL_TEXTS, DECEPTIVE_TEXTS, INJECTIONS } from './hostile-texts';
import { Target } from './target';

const WRONG: Expected = [401, 'INVALID_CREDENTIALS'];
const TAKEN: Expected = [409, 'EMAIL_TAKEN'];
const password = 'password123';
const post = (path: string, body: object, expect: Expected): Attack => ({
  ...{
    method: 'POST',
    path: `/api/auth/${path}`,
    as: 'anonymous',
    headers: JSON_BODY,
    body: JSON.stringify(body),
    expect,
  },
});
const signUp = (change: object, expect: Expected): Attack =>
  post('signup', { email: '{fresh}@example.com', name: '홍길동', password, ...change }, expect);

describe('a sign-up', () => {
  let target: Target;
  beforeAll(async () => {
    target = await Target.open();
    target.secrets.add(password);
    await target.recordTables();
  });
  afterAll(() => target.close());

  testAttacks(() => target, {
    'with an invalid e-mail is refused': INVALID_EMAILS.map((email) => signUp({ email }, INVALID)),
    'with an invisible name, or control characters in it, is refused': [
      ...INVALID_NAMES,
      ...CONTROL_TEXTS.filter((text) => /\p{Cc}/u.test(text)),
    ].map((name) => signUp({ name }, INVALID)),
    'with a password that is too short, too long or too simple is refused': INVALID_PASSWORDS.map((wrong) =>
      signUp({ password: wrong }, INVALID),
    ),
  });
});

describe('a registered user', () => {
  let target: Target;
  beforeAll(async () => {
    target = await Target.open();
    hashCheaply(target.shop);
    target.secrets.add(password);
  });
  afterEach(() => expect(target.logViolations()).toEqual([]));
  afterAll(() => target.close());

  /** One request after the other: one that waits too long for its hash is answered 503. */
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

  it.each(EMAILS)('has the e-mail in every spelling, but no similar one: $own', async ({ own, same, other }) => {
    const first = await send(target, signUp({ email: own }, [201]));
    expect([first.status, first.body.email]).toEqual([201, own.trim().toLowerCase().normalize('NFC')]);
    const attacks = [
      ...same.flatMap((email) => [signUp({ email }, TAKEN), post('login', { email, password }, [200])]),
      ...other.map((email) => post('login', { email, password }, WRONG)),
    ];
    expect(await outcomes(attacks)).toEqual(asExpected(attacks));
    const others = other.map((email) => signUp({ email }, [201]));
    expect(await outcomes(others)).toEqual(asExpected(others));
  });

  it('is not found by an e-mail from which only a parser of host names would make the own one', async () => {
    const email = 'mina@example.com';
    await send(target, signUp({ email }, [201]));
    const attacks = HIDDEN_EMAILS.map((hidden) => post('login', { email: hidden, password }, WRONG));
    expect(await outcomes(attacks)).toEqual(asExpected(attacks));
    expect((await send(target, post('login', { email, password }, [200]))).status).toBe(200);
  });

  it('has the given name, even if it is an injection', async () => {
    // Each sign-up needs a hash, and the rule treats all injections alike: every fourth is enough.
    const names = [...INJECTIONS.filter((_, index) => index % 4 === 0), ...DECEPTIVE_TEXTS].filter(
      (name) => nameViolation(name) === undefined,
    );
    expect(names.length).toBeGreaterThan(15);
    for (const name of names) {
      const { status, body } = await send(target, signUp({ name }, [201]));
      expect([status, body.name]).toEqual([201, normalisedName(name)]);
    }
  });

  it.each(PASSWORDS)('has the given password, to the last byte: $own', async ({ own, other }) => {
    const { email } = (await send(target, signUp({ password: own }, [201]))).body;
    const attacks = [
      ...other.map((wrong) => post('login', { email, password: wrong }, WRONG)),
      post('login', { email, password: own }, [200]),
    ];
    expect(await outcomes(attacks)).toEqual(asExpected(attacks));
  });
});
