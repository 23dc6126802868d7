import { afterProduct, lastCompleteProduct, resumeAt } from './fan-out-position';

describe('the position of a fan-out', () => {
  it('within a product leaves the product before it as the last complete one', () => {
    expect(lastCompleteProduct({ productId: 7, userId: 3 })).toBe(6);
    expect(lastCompleteProduct(afterProduct(7))).toBe(7);
  });

  it.each([
    ['the beginning when nothing is written', 0, undefined, afterProduct(0)],
    ['the last notification when the process died within a product', 7, 3, { productId: 8, userId: 3 }],
    ['the complete product when the next one has no notification', 7, undefined, afterProduct(7)],
  ])('resumes at %s', (_, completeProduct, lastUser, position) => {
    expect(resumeAt(completeProduct, lastUser)).toEqual(position);
  });
});
