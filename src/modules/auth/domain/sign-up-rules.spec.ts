import {
  emailSpellings,
  emailViolation,
  nameViolation,
  normalisedEmail,
  normalisedName,
  normalisedPassword,
  passwordViolation,
} from './sign-up-rules';

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

  it('has its domain in ASCII, however it is written', () => {
    const spellings = ['user@한글.kr', 'USER@XN--BJ0BJ06E.KR', ` user@${'한글'.normalize('NFD')}.KR`];
    expect(spellings.map(normalisedEmail)).toEqual(spellings.map(() => 'user@xn--bj0bj06e.kr'));
    expect(spellings.map(emailViolation)).toEqual([undefined, undefined, undefined]);
    expect(emailSpellings('user@한글.kr')).toEqual(['user@한글.kr', 'user@xn--bj0bj06e.kr']);
    expect(emailSpellings('user@xn--bj0bj06e.kr')).toEqual(['user@xn--bj0bj06e.kr', 'user@한글.kr']);
    expect(emailSpellings('홍길동@example.com')).toEqual(['홍길동@example.com']);
    expect(emailViolation('user@example。com')).toBe('NOT_AN_EMAIL');
    expect(emailViolation(`user@${'한'.repeat(60)}.kr`)).not.toBeUndefined();
  });

  it.each(['user@\u2100.com', 'user@a.b\u2024com', 'user@\u00e4.xn--a.com', 'user@xn--a.kr', 'user@한글.kr/1'])(
    'may not be %j, whose domain has no form in ASCII',
    (text) => {
      expect(emailViolation(text)).toBe('NOT_AN_EMAIL');
      expect(emailSpellings(text)).toEqual([text]);
    },
  );

  it('is found under its own spellings only, all of which are normalised to the same', () => {
    const hidden = ['/1', '?1', '#1', ':1', '\\1', '/한', '?한', '#한'].map((rest) => `user@example.com${rest}`);
    const strange = [...hidden, 'user@%65xample.com', 'user@0x7f.1', 'user@%ed%95%9c.kr'];
    expect(strange.map(emailSpellings)).toEqual(strange.map((text) => [text]));
    for (const text of [
      'user@한글.kr',
      'USER@XN--FA-HIA.DE',
      'user@①.com',
      'user@한글.xn--3e0b707e',
      'user@xn--ab-2p7k.com',
    ])
      for (const spelling of emailSpellings(text)) expect(normalisedEmail(spelling)).toBe(normalisedEmail(text));
  });

  it('stays as it is when it is too long to be converted', () => {
    const long = `user@${'한'.repeat(300_000)}.kr`;
    expect(normalisedEmail(long)).toBe(long);
    expect(emailViolation(long)).toBe('TOO_LONG');
  });

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
    const of = (length: number): string[] => ['a', '홍', '𠮷', '홍'.normalize('NFD')].map((one) => one.repeat(length));
    expect([...of(1), ...of(50)].map(isPersonName)).not.toContain(false);
    expect(['', ' ', '\t\n', ...of(51)].map(isPersonName)).not.toContain(true);
  });

  it('has a visible letter or digit, and no control characters', () => {
    expect(['a\u0007b', 'a\nb', '\u200b', '\u202e'].map(isPersonName)).not.toContain(true);
    const invisible = ['\u3164', '\u115f\u1160', '\uffa0', '\u2800', '\ufe0f\u200d', '😀', '-'];
    expect(invisible.map(nameViolation)).toEqual(invisible.map(() => 'NO_VISIBLE_CHARACTER'));
    const disturbing = ['kim\u202enim', 'kim\u2028lee', 'a\u2066b', 'a\ufeffb'];
    expect(disturbing.map(nameViolation)).toEqual(disturbing.map(() => 'INVALID_CHARACTER'));
    expect(['علی\u200cرضا', 'ক্\u200cষ', '7', 'Kim 😀', '홍\u200b길동'].map(nameViolation)).toEqual(
      Array(5).fill(undefined),
    );
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

  it('has its length checked before and after it is composed', () => {
    // Composed, each of these letters becomes two: 36 of them have 108 bytes, and 216 composed.
    expect(passwordViolation(`a1${'\u0958'.repeat(20)}`)).toBe('TOO_LONG');
    expect(passwordViolation(`a1${'가'.repeat(12).normalize('NFD')}`)).toBe('TOO_LONG');
    // 13 bytes, and 7 composed.
    expect(passwordViolation('가나1'.normalize('NFD'))).toBe('TOO_SHORT');
    expect(normalisedPassword('가1'.normalize('NFD'))).toBe('가1');
    const long = 'a\u0301'.repeat(200_000);
    expect(normalisedPassword(long)).toBe(long);
  });
});
