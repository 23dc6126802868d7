import { cursorDate, decodeCursor, encodeCursor } from './cursor';

describe('a cursor', () => {
  test('is decoded to what was encoded', () => {
    expect(decodeCursor(encodeCursor([1_790_000_000_000, 'a/b+c', -1]), ['number', 'string', 'number'])).toEqual([
      1_790_000_000_000,
      'a/b+c',
      -1,
    ]);
    expect(encodeCursor([1, '홍'])).toMatch(/^[\w-]+$/);
    expect(decodeCursor(undefined, ['number'])).toBeUndefined();
  });

  test.each([
    ['empty', ''],
    ['not base64url', '!!!'],
    ['not JSON', Buffer.from('lamp').toString('base64url')],
    ['of another list', encodeCursor(['1'])],
    ['too long a tuple', encodeCursor([1, 2])],
    ['too short a tuple', encodeCursor([])],
    ['no tuple', Buffer.from('{"0":1,"length":1}').toString('base64url')],
    ['a fraction', encodeCursor([1.5])],
    ['beyond 2^53', Buffer.from('[9007199254740993]').toString('base64url')],
    ['written another way', Buffer.from('[ 1]').toString('base64url')],
    ['padded', `${encodeCursor([1])}==`],
    ['endless', encodeCursor(['a'.repeat(2_000)])],
  ])('that is %s is refused', (_, cursor) => {
    expect(() => decodeCursor(cursor, ['number'])).toThrow('cursor must be a nextCursor of this list.');
  });

  test('is refused with text that no database can store', () => {
    for (const text of ['a\0b', 'a\ud800']) {
      const cursor = Buffer.from(JSON.stringify([text])).toString('base64url');
      expect(() => decodeCursor(cursor, ['string'])).toThrow('cursor must be');
    }
  });

  test('is refused with an instant that no date can represent', () => {
    expect(cursorDate(1_790_000_000_000).getTime()).toBe(1_790_000_000_000);
    for (const wrong of [Number.MAX_SAFE_INTEGER, -1, 253_402_300_800_000]) {
      expect(() => cursorDate(wrong)).toThrow('cursor must be');
    }
  });
});
