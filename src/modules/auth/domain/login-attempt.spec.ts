import { throttleRules, waitAfter } from './login-attempt';

describe('the wait after wrong passwords', () => {
  const { narrow, unknownNetworks } = throttleRules({
    failures: 5,
    strangers: 100,
    delay: { first: 1_000, longest: 60_000 },
  });

  it('begins after the free ones, doubles, and does not grow for ever', () => {
    const waits = [1, 4, 5, 6, 7, 10, 11, 12, 5_000].map((failures) => waitAfter(failures, narrow));
    expect(waits).toEqual([0, 0, 1_000, 2_000, 4_000, 32_000, 60_000, 60_000, 60_000]);
  });

  it('is never long among strangers, for the owner may be one of them', () => {
    expect([99, 100, 110, 5_000].map((failures) => waitAfter(failures, unknownNetworks))).toEqual([
      0, 1_000, 10_000, 10_000,
    ]);
  });
});
