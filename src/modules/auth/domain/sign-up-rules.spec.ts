import { emailViolation, nameViolation, normalisedEmail, normalisedName, passwordViolation } from './sign-up-rules';

const isEmailAddress = (text: string): boolean => emailViolation(text) === undefined;
const isPersonName = (text: string): boolean => nameViolation(text) === undefined;
const isAcceptablePassword = (password: string): boolean => passwordViolation(password) === undefined;

describe('an e-mail address', () => {
  it('is normalised to one spelling', () => {
    const spellings = [' user@example.com', 'USER@Example.COM\t', 'user@EXAMPLE.com'];
    expect(spellings.map(normalisedEmail)).toEqual(spellings.map(() => 'user@example.com'));
  });

  it('is normalised to the same, composed or decomposed', () => {
    expect(normalisedEmail('jose\u0301@example.com')).toBe(normalisedEmail('JOS\u00c9@example.com'));
  });

  it.each(['user@example.com', 'a.b+c@sub.example.co.kr', '홍길동@example.com', ` ${'x'.repeat(64)}@example.com `])(
    'may be %j',
    (text) => {
      expect(isEmailAddress(text)).toBe(true);
    },
  );

  it.each(['', 'user', 'user@', '@example.com', 'a b@example.com', 'a@b@example.com', 'us\u200ber@example.com'])(
    'may not be %j',
    (text) => {
      expect(isEmailAddress(text)).toBe(false);
    },
  );

  it('has at most 254 characters', () => {
    const domain = (length: number): string => `${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(length - 126)}.com`;
    const ofLength = (length: number): string => `${'u'.repeat(64)}@${domain(length - 65)}`;
    expect([ofLength(254), ofLength(255)].map((text) => [text.length, isEmailAddress(text)])).toEqual([
      [254, true],
      [255, false],
    ]);
  });
});

describe('a name', () => {
  it('has 1 to 50 characters, whatever they are made of', () => {
    const of = (length: number): string[] => ['a', '홍', '🎧', '홍'.normalize('NFD')].map((one) => one.repeat(length));
    expect([...of(1), ...of(50)].map(isPersonName)).not.toContain(false);
    expect(['', ' ', '\t\n', ...of(51)].map(isPersonName)).not.toContain(true);
  });

  it('has a visible character, and no control characters', () => {
    expect(['a\u0007b', 'a\nb', '\u200b', '\u202e'].map(isPersonName)).not.toContain(true);
    expect(isPersonName('Ana María d’Été')).toBe(true);
  });

  it('is stored composed, and without white space around it', () => {
    expect(normalisedName(` ${'홍길동'.normalize('NFD')}\n`)).toBe('홍길동');
  });
});

describe('a new password', () => {
  it.each(['password123', 'abcdefg1', '가나12', `${'가'.repeat(23)}ab1`, `${'a'.repeat(71)}1`])(
    'may be %j',
    (password) => {
      expect(isAcceptablePassword(password)).toBe(true);
    },
  );

  it.each(['abcdef1', '가나1', 'password', '12345678', `${'가'.repeat(24)}1`, `${'a'.repeat(72)}1`, ''])(
    'may not be %j',
    (password) => {
      expect(isAcceptablePassword(password)).toBe(false);
    },
  );
});
