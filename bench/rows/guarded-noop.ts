import { interleaved, ratios, SHORT_ROUNDS, shares } from '../rig/rounds';
import { atMost, type Row } from '../row';
import { withBarePost } from './baselines';
import { noopSide } from './baselines';

const REQUESTS = 3_000;

/** What the shop adds to every request, compared with Nest and Express alone. */
export const guardedNoop: Row = {
  name: 'C2',
  title: 'an authenticated, validated no-op ÷ a bare POST',
  measure: (rig) =>
    withBarePost(rig, REQUESTS, async (bare) => {
      const [noop, empty] = await interleaved(rig, [noopSide(rig, REQUESTS), bare], SHORT_ROUNDS);
      return {
        findings: [{ what: 'CPU', rounds: ratios(noop, empty, 'cpuUs'), target: atMost(2.2) }],
        details: { ...shares('no-op', noop), ...shares('bare', empty) },
      };
    }),
};
