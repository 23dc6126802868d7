import { searchableText, searchForm, wordsOf } from './searchable-text';

const finds = (search: string, name: string, description = '-'): boolean =>
  wordsOf(search).every((word) => searchableText(name, description).includes(word));

describe('a search', () => {
  it.each([
    ['every word in any order', 'lamp brass', 'Brass lamp', true],
    ['not a word that is missing', 'lamp steel', 'Brass lamp', false],
    ['a part of a word', 'bras', 'Brass lamp', true],
    ['whatever the case', 'LAMP', 'lamp', true],
    ['whatever the case of Greek, with both sigmas', 'ΟΔΌΣ', 'οδός', true],
    ['whatever the width', 'ＬＡＭＰ １０', 'lamp 10', true],
    ['half-width Hangul and kana', '한글 ｶﾒﾗ'.replace('한글', 'ﾡ'), 'ㄱ 카메라 カメラ', true],
    ['whatever the accents', 'cafe', 'Café au lait', true],
    ['with accents, what has none', 'café', 'CAFE', true],
    ['Korean without spaces', '무선이어폰', '무선 이어폰', true],
    ['Korean with other spaces', '무 선 이어 폰', '무선이어폰', true],
    ['a word that the shop splits', 'notebook', 'Note book', true],
    ['decomposed Hangul', '한글'.normalize('NFD'), '한글 책', true],
    ['in decomposed Hangul', '한글', '한글 책'.normalize('NFD'), true],
    ['not another syllable with the same beginning', '하', '한글', false],
    ['per cent signs as letters', '100%', '100% cotton', true],
    ['per cent signs as letters only', '1%n', '100% cotton', false],
    ['underscores as letters', 'snake_', 'snakeXcase', false],
    ['a backslash', '\\', 'back\\slash', true],
    ['a typographic apostrophe', 'l’ampoule', "l'ampoule", true],
    ['a straight apostrophe', "l'ampoule", 'l’ampoule', true],
    ['sharp s by two letters', 'strasse', 'Straße', true],
    ['two letters by sharp s', 'STRAẞE', 'Strasse', true],
    ['without zero-width characters', 'la\u200bmp', 'lamp', true],
    ['in spite of zero-width characters', 'lamp', 'l\u200da\u2060m\ufeffp', true],
    ['in spite of soft hyphens', 'lampshade', 'lamp\u00adshade', true],
    ['the dotless and the dotted i', 'istanbul', 'İstanbul ışık', true],
    ['ligatures', 'ﬁne', 'fine', true],
    ['an emoji', '😀', '😀 smile', true],
    ['not another emoji', '😂', '😀 smile', false],
  ])('finds %s', (_, search, name, isFound) => {
    expect(finds(search, name)).toBe(isFound);
  });

  it('finds words in the description, and one in each, but none across both', () => {
    expect(finds('bright', 'lamp', 'a bright one')).toBe(true);
    expect(finds('lamp bright', 'lamp', 'a bright one')).toBe(true);
    expect(finds('lampa', 'lamp', 'a bright one')).toBe(false);
  });

  it('has no word if all its characters are ignored', () => {
    for (const search of ['', '   ', '\u200b', '\u00ad \u2060', '\u3164', '\u0301'])
      expect(wordsOf(search)).toEqual([]);
  });

  it('is the same list of words in any order, each once', () => {
    expect(wordsOf('b  a\u3000B')).toEqual(wordsOf('A b'));
  });

  it('has one form for upper and lower case, composed and decomposed, of every letter', () => {
    const form = (text: string): string => searchForm(text, text.length);
    const different: string[] = [];
    for (let code = 0; code <= 0x1ffff; code++) {
      const letter = String.fromCodePoint(code);
      if (!/\p{L}|\p{N}/u.test(letter)) continue;
      const forms = [letter.toLowerCase(), letter.normalize('NFD'), letter.normalize('NFKC'), form(letter)].map(form);
      if (forms.some((one) => one !== form(letter))) different.push(code.toString(16));
    }
    expect(different).toEqual([]);
  });
});
