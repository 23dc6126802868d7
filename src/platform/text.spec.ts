import { hasCombiningRun, isAtMost, normalizeText } from './text';

const MARK = '\u0301\u0316';

describe('normalizing a text', () => {
  it('composes every spelling of a text that has at most so many characters', () => {
    expect(normalizeText(` ${'각'.repeat(50).normalize('NFD')}\n`, 50)).toBe('각'.repeat(50));
    // ΐ with a second accent: four units, the longest spelling of one character.
    expect(normalizeText('ᾧ'.normalize('NFD').repeat(50), 50)).toBe('ᾧ'.repeat(50));
  });

  it('leaves a longer text as it is, which would block the event loop', () => {
    const long = `a${MARK.repeat(150_000)}`;
    expect(normalizeText(long, 254)).toBe(long);
  });
});

describe('a length', () => {
  it.each([
    ['', 0, true],
    ['홍길동', 3, true],
    ['홍길동', 2, false],
    ['🎧🎧', 2, true],
    ['🎧🎧', 1, false],
    ['ab🎧', 2, false],
    ['a'.repeat(1_000_000), 50, false],
  ])('%# counts characters, not UTF-16 units', (text, most, expected) => {
    expect(isAtMost(text, most)).toBe(expected);
  });
});

describe('a run of combining marks', () => {
  it.each([
    ['Korean in jamo', '한국어 홍길동 각'.normalize('NFD')],
    ['Vietnamese in NFD', 'Nguyễn Thị Ngọc Ậm ở'.normalize('NFD')],
    ['Thai', 'ที่นี่น้ำผึ้งก็ดี'],
    ['Hebrew with points and accents', 'בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים'],
    ['vocalized Arabic', 'مُحَمَّدٌ رَسُولُ اللّٰهِ'],
    ['Hindi', 'क्षत्रिय कि॑ण्ड्या'],
    ['a Tibetan stack', 'ཧྐྵྨླྺྼྻྂ'],
    ['emoji in sequences', '👩🏽‍❤️‍💋‍👨🏿 🏴󠁧󠁢󠁥󠁮󠁧󠁿 1️⃣ 👨‍👩‍👧‍👦'],
    ['ten marks', `a${MARK.repeat(5)}`],
  ])('of %s is what people write', (_, text) => {
    expect(hasCombiningRun(text)).toBe(false);
  });

  it.each([
    ['eleven marks', `a${MARK.repeat(5)}\u0301`],
    ['marks alone', MARK.repeat(6)],
    ['a run behind other text', `${'가'.repeat(1_000)}${MARK.repeat(1_000)}`],
  ])('of %s is what attacks contain', (_, text) => {
    expect(hasCombiningRun(text)).toBe(true);
  });
});
