import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { ProductDraftDto } from './product.dto';

const good = {
  productName: '무선 이어폰',
  productDescription: '노이즈 캔슬링\n30시간 재생',
  productPrice: 129_000,
  productImageUrl: 'https://images.example.com/earphones.jpg?size=2#front',
  productCategory: 'ELECTRONICS',
};
const complaints = (change: object): string[] =>
  validateSync(plainToInstance(ProductDraftDto, { ...good, ...change })).map(({ property }) => property);

describe('the five fields of a product', () => {
  it.each([
    {},
    { productName: 'a' },
    { productName: '가'.repeat(200) },
    { productName: '가'.normalize('NFD').repeat(200) },
    { productName: '👩‍👩‍👧' },
    { productName: '❤️'.repeat(100) },
    { productName: ` ${'x'.repeat(200)} ` },
    { productDescription: '글'.repeat(1_000) },
    { productPrice: 1 },
    { productPrice: 10_000_000_000 },
    { productImageUrl: 'http://example.com' },
    { productImageUrl: 'https://example.com/@shop/a.png?by=a@b#@' },
    { productName: '🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}' },
    { productName: 'علی\u200cرضا' },
    { productName: '...' },
    { productDescription: 'one\r\n\ttwo\u2028three' },
    { productImageUrl: 'HTTPS://예시.한국/그림.png' },
    { productImageUrl: 'https://[2001:db8::1]:8443/a.png' },
    { productImageUrl: `https://example.com/${'a'.repeat(2_028)}` },
    { productCategory: 'OTHER' },
  ])('may be %j', (change) => {
    expect(complaints(change)).toEqual([]);
  });

  it.each([
    { productName: '' },
    { productName: '   ' },
    { productName: '\u200b\u200b' },
    { productName: '\u3164' },
    { productName: '\u115f\u1160\uffa0' },
    { productName: '\u2800\ufe0f' },
    { productName: 'lamp\u202epmal' },
    { productName: 'a\u2067b' },
    { productName: 'a\u2029b' },
    { productName: 'a\ufeffb' },
    { productDescription: '\u3164\n\u2800' },
    { productDescription: 'lamp\u202epmal' },
    { productName: 'x'.repeat(201) },
    { productName: '❤️'.repeat(101) },
    { productName: '\u0958'.repeat(101) },
    { productName: 'two\nlines' },
    { productName: 'bell\u0007' },
    { productName: 7 },
    { productName: null },
    { productName: ['a'] },
    { productDescription: '' },
    { productDescription: 'x'.repeat(1_001) },
    { productDescription: 'escape \u001b[31m' },
    { productPrice: 0 },
    { productPrice: -1 },
    { productPrice: 1.5 },
    { productPrice: '1000' },
    { productPrice: 10_000_000_001 },
    { productPrice: null },
    { productImageUrl: 'ftp://example.com/a.png' },
    { productImageUrl: 'javascript:alert(1)' },
    { productImageUrl: '//example.com/a.png' },
    { productImageUrl: 'https://' },
    { productImageUrl: 'http:///x' },
    { productImageUrl: 'http:example.com' },
    { productImageUrl: 'https://?x' },
    { productImageUrl: 'https://user@example.com/' },
    { productImageUrl: 'https://user:secret@example.com/' },
    { productImageUrl: 'https://exa mple.com' },
    { productImageUrl: 'https:\\\\example.com' },
    { productImageUrl: 'https://example.com\\@other.example/' },
    { productImageUrl: 'https://example.com/a b.png' },
    { productImageUrl: 'https://example.com/a\tb.png' },
    { productImageUrl: 'https://example.com/\u200b' },
    { productImageUrl: 'https://example.com/a.png ' },
    { productImageUrl: 'https://example.com:99999/' },
    { productImageUrl: 'https://:80/' },
    { productImageUrl: 'https://[::1/' },
    { productImageUrl: `https://example.com/${'a'.repeat(2_029)}` },
    { productImageUrl: {} },
    { productCategory: 'electronics' },
    { productCategory: 'toString' },
    { productCategory: 1 },
  ])('may not be %j', (change) => {
    expect(complaints(change)).toEqual(Object.keys(change));
  });
});
