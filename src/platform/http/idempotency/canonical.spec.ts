import { canonicalJson, requestHash } from './canonical';

describe('a canonical request', () => {
  test('is the same for any order of its fields, at any depth', () => {
    const one = { b: [{ y: 1, x: 2 }], a: null };
    const other = { a: null, b: [{ x: 2, y: 1 }] };
    expect(canonicalJson(one)).toBe('{"a":null,"b":[{"x":2,"y":1}]}');
    expect(requestHash('order.place', one)).toEqual(requestHash('order.place', other));
  });

  test('is the same without a field as with an undefined one', () => {
    expect(canonicalJson({ a: 1, note: undefined })).toBe('{"a":1}');
  });

  test('differs by a value, a type, the order of a list, or the scope', () => {
    const hashes = [{ a: 1 }, { a: 2 }, { a: '1' }, { a: [1, 2] }, { a: [2, 1] }, {}, [], null].map((request) =>
      requestHash('order.place', request).toString('hex'),
    );
    hashes.push(requestHash('product.create', { a: 1 }).toString('hex'));
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  test('is the same for an instance of a class as for its fields', () => {
    class Line {
      b = 1;
      a = 2;
    }
    expect(canonicalJson(new Line())).toBe('{"a":2,"b":1}');
  });
});
