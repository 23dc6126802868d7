import { readWait } from './prefer-wait';

test.each([
  ['wait=1', 1],
  ['wait=30', 30],
  ['WAIT = 5', 5],
  ['wait="5"', 5],
  ['respond-async, wait=10', 10],
  ['wait=10; foo=bar, respond-async', 10],
  ['wait=5, wait=9', 5],
  ['wait=0', undefined],
  ['wait=31', undefined],
  ['wait=31, wait=5', undefined],
  ['wait=-1', undefined],
  ['wait=1.5', undefined],
  ['wait=1e1', undefined],
  ['wait=""', undefined],
  ['wait="5', undefined],
  ['wait=5=5', undefined],
  ['wait', undefined],
  ['await=5', undefined],
  ['', undefined],
  [undefined, undefined],
])('Prefer: %s asks to wait %s seconds', (header, seconds) => {
  expect(readWait(header)).toBe(seconds);
});
