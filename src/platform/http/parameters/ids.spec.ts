import { readId } from './ids';
import { readWhole } from './query';

test.each(['1', '42', '9007199254740991'])('%s is an id', (text) => {
  expect(readId(text, 'orderId')).toBe(Number(text));
});

test.each(['', '0', '-1', '+1', '1.0', '1e3', '0x10', '007', ' 1', '1 ', '1\n', '9007199254740992', '1_000', '１'])(
  '%j is not an id',
  (text) => {
    expect(() => readId(text, 'orderId')).toThrow('orderId must be a positive integer id.');
  },
);

test.each([
  ['0', 0],
  ['-5', -5],
  ['10', 10],
])('%s is a whole number from -5 to 10', (text, value) => {
  expect(readWhole(text, 'n', { min: -5, max: 10 })).toBe(value);
});

test.each(['', '-0', '00', '11', '-6', '1.5', '1e1', ' 1', 'NaN', 'Infinity'])(
  '%j is not a whole number from -5 to 10',
  (text) => {
    expect(() => readWhole(text, 'n', { min: -5, max: 10 })).toThrow('n must be an integer from -5 to 10.');
  },
);
