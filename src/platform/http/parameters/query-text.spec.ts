import { isPlainText } from './query-text';

describe('a text of a query', () => {
  it.each([
    ['holds NUL', 'a\0b'],
    ['holds half a surrogate pair', 'a\ud800b'],
    ['holds more combining marks in a row than any language needs', `a${'\u0301\u0316'.repeat(6)}`],
  ])('is not plain when it %s', (_, text) => {
    expect(isPlainText(text)).toBe(false);
  });

  it('is plain with accents, syllables and emoji', () => {
    expect(isPlainText('e\u0301 무선 이어폰 👨‍👩‍👧 % _')).toBe(true);
  });
});
