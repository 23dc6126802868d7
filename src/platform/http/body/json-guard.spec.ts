import { guardJson, parseJson } from './json-guard';

const escaped = (text: string): string =>
  [...text].map((letter) => `\\u00${letter.charCodeAt(0).toString(16)}`).join('');
const guard = (text: string): void => guardJson(Buffer.from(text));

describe('a body', () => {
  test.each([
    '{"name":"a \\"quoted\\" \\\\ name, {[ with } brackets","price":1}',
    '"\\ud83d\\ude00 and 😀"',
    '{"note":"constructor","say":"__proto__"}',
    '{"constructors":1,"__proto":2}',
    '[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]',
    '{"productIds":[' + Array.from({ length: 10_000 }, (_, index) => index).join() + ']}',
    `[${'{"a":1},'.repeat(399)}{"a":1}]`,
    '"\\u00Fg is none, and \\uD83D\\uDE00 is one"',
    '',
    '   ',
  ])('such as %.40s is accepted', (text) => {
    expect(() => guard(text)).not.toThrow();
  });

  test.each([
    ['nested 17 deep', '[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]', 'body'],
    ['nested 17 deep in objects', '{"a":'.repeat(17) + '1' + '}'.repeat(17), 'body'],
    ['with 25,001 values', `[${'1,'.repeat(25_000)}1]`, 'body'],
    ['with 25,001 empty lists', `[${'[],'.repeat(12_501)}[]]`, 'body'],
    ['with 401 fields', `[${'{"a":1},'.repeat(400)}{"a" :1}]`, 'body'],
    ['with a NUL', '{"a":"x\\u0000y"}', 'body'],
    ['with a high surrogate alone', '"\\ud83d"', 'body'],
    ['with a high surrogate before something else', '"\\ud83dx"', 'body'],
    ['with two high surrogates', '"\\ud83d\\ud83d"', 'body'],
    ['with two low surrogates', '"\\ude00\\ude00"', 'body'],
    ['with a low surrogate alone', '"\\uDE00"', 'body'],
    ['with half a character in a key', '{"\\ud83d":1}', 'body'],
    ['with __proto__', '{"__proto__" : 1}', '__proto__'],
    ['with constructor', '{"a":{"constructor"\n:{"prototype":1}}}', 'constructor'],
    ['with toString', '{"toString":1}', 'toString'],
    ['with the longest of them in escapes', `{"${escaped('propertyIsEnumerable')}":1}`, 'propertyIsEnumerable'],
    ['with prototype', '[{"prototype":1}]', 'prototype'],
    ['with __proto__ in escapes', '{"\\u005F\\u005fproto\\u005f\\u005f":1}', '__proto__'],
  ])('%s is refused', (_, text, field) => {
    expect(() => guard(text)).toThrow(expect.objectContaining({ errors: [expect.objectContaining({ field })] }));
  });

  test.each([[[0x22, 0xc3, 0x28, 0x22]], [[0x22, 0xed, 0xa0, 0x80, 0x22]], [[0xff, 0xfe, 0x22, 0x00]]])(
    'of the bytes %j is refused, as it is not UTF-8',
    (bytes) => {
      expect(() => guardJson(Buffer.from(bytes))).toThrow(expect.objectContaining({ code: 'MALFORMED_JSON' }));
    },
  );

  test.each(['"', '"\\', '"\\u', '"\\u12', '"\\ud83d\\u', '{"a', '[[[', ']]]]', '{"\\u00zz":1}'])(
    'broken as %s is left to the parser',
    (text) => {
      expect(() => guard(text)).not.toThrow();
      expect(() => JSON.parse(text)).toThrow();
    },
  );
});

describe('a body with more combining marks in a row than any language needs', () => {
  const marks = '\u0301\u0316'.repeat(6);
  const escapes = '\\u0301\\u0316'.repeat(6);

  it.each([
    ['in a text', `{"a":"e${marks}"}`],
    ['in escapes', `{"a":"e${escapes}"}`],
    ['half in escapes', `{"a":"e${marks.slice(6)}${escapes.slice(36)}"}`],
    ['in a list', `{"a":[["e${escapes}"]]}`],
    ['in the name of a field', `{"e${marks}":1}`],
  ])('is refused: %s', (_, body) => {
    expect(() => parseJson(Buffer.from(body))).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' }));
  });
});
