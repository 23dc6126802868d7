import { delayAfter, throttleRules } from './login-attempt';

describe('the delay after wrong passwords', () => {
  const { perSource, unknownNetworks } = throttleRules({
    failures: 5,
    unknownNetworks: 100,
    delay: { first: 1_000, longest: 60_000 },
  });

  it('begins after the free failures, doubles with each further one, and stops at the longest', () => {
    const delays = [1, 4, 5, 6, 7, 10, 11, 12, 5_000].map((failures) => delayAfter(failures, perSource));
    expect(delays).toEqual([0, 0, 1_000, 2_000, 4_000, 32_000, 60_000, 60_000, 60_000]);
  });

  it("stays at ten seconds for unknown networks, since one of them may be the owner's", () => {
    expect([99, 100, 110, 5_000].map((failures) => delayAfter(failures, unknownNetworks))).toEqual([
      0, 1_000, 10_000, 10_000,
    ]);
  });
});
