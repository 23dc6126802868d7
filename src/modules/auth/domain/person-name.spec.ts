import { isPersonName, normalisedName } from './person-name';

describe('a name', () => {
  it('has 1 to 50 characters, whatever they are made of', () => {
    const of = (length: number): string[] => ['a', '홍', '🎧', '홍'.normalize('NFD')].map((one) => one.repeat(length));
    expect([...of(1), ...of(50)].map(isPersonName)).not.toContain(false);
    expect(['', ' ', '\t\n', ...of(51)].map(isPersonName)).not.toContain(true);
  });

  it('has something to see, and no control characters', () => {
    expect(['a\u0007b', 'a\nb', '\u200b', '\u202e'].map(isPersonName)).not.toContain(true);
    expect(isPersonName('Ana María d’Été')).toBe(true);
  });

  it('is kept composed, and without white space around it', () => {
    expect(normalisedName(` ${'홍길동'.normalize('NFD')}\n`)).toBe('홍길동');
  });
});
