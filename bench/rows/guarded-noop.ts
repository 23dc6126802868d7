import { interleaved, ratios, shares } from '../rig/rounds';
import { atMost, type Row } from '../row';
import { noopSide } from './noop';

const REQUESTS = 8_000;

/** What the shop adds to every request, against Nest and Express alone. */
export const guardedNoop: Row = {
  name: 'C2',
  title: 'an authenticated, validated no-op ÷ a bare POST',
  measure: async (rig) => {
    const bare = await rig.beside('bare-post');
    try {
      const side = {
        name: 'bare POST',
        requests: REQUESTS,
        pid: bare.process.pid,
        run: () =>
          rig.loader.runAll({ url: `${bare.address}/bare`, method: 'POST', connections: 64, amount: REQUESTS }, 201),
      };
      const [noop, empty] = await interleaved(rig, [noopSide(rig, REQUESTS), side]);
      return {
        findings: [{ what: 'CPU', rounds: ratios(noop, empty, 'cpuUs'), target: atMost(2.2) }],
        details: { ...shares('no-op', noop), ...shares('bare', empty) },
      };
    } finally {
      await bare.process.stop();
    }
  },
};
