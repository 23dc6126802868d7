import { afterProduct, lastCompleteProduct, resumeAt } from './fan-out-position';

describe('the position of a fan-out', () => {
  it('within a product leaves the product before it as the last complete one', () => {
    expect(lastCompleteProduct({ productId: 7, userId: 3 })).toBe(6);
    expect(lastCompleteProduct(afterProduct(7))).toBe(7);
  });

  it.each([
    ['the beginning when nothing is written', undefined, 0, afterProduct(0)],
    [
      'the last notification when the process died within a product',
      { productId: 8, userId: 3 },
      7,
      { productId: 8, userId: 3 },
    ],
    ['the complete product when the last notification lies before it', { productId: 5, userId: 3 }, 7, afterProduct(7)],
    ['the complete product when the last notification is of it', { productId: 7, userId: 3 }, 7, afterProduct(7)],
  ])('resumes at %s', (_, lastWritten, completeProduct, position) => {
    expect(resumeAt(lastWritten, completeProduct)).toEqual(position);
  });
});
