import { isEmailAddress, normalisedEmail } from './email-address';

describe('an e-mail address', () => {
  it('has one spelling, however it is written', () => {
    const spellings = [' user@example.com', 'USER@Example.COM\t', 'user@EXAMPLE.com'];
    expect(spellings.map(normalisedEmail)).toEqual(spellings.map(() => 'user@example.com'));
  });

  it('is the same composed and decomposed', () => {
    expect(normalisedEmail('jose\u0301@example.com')).toBe(normalisedEmail('JOS\u00c9@example.com'));
  });

  it.each(['user@example.com', 'a.b+c@sub.example.co.kr', '홍길동@example.com', ` ${'x'.repeat(64)}@example.com `])(
    'is %j',
    (text) => {
      expect(isEmailAddress(text)).toBe(true);
    },
  );

  it.each(['', 'user', 'user@', '@example.com', 'a b@example.com', 'a@b@example.com', 'us\u200ber@example.com'])(
    'is not %j',
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
