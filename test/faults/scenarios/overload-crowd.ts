import type { CallLog } from '../rig/call-log';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Scenario } from '../scenario';
import { rush } from './overload-rush';

const CONNECTIONS = 2_000;
const FLOODS = 4;
const QUIET_LIMIT_MS = 30_000;
/**
 * Compared with the first crowd, after which caches and pools have their size; sizes in MiB. The resident size depends
 * on the largest crowd so far, whose memory the allocator keeps: 319 to 434 after four, with 58 of heap each time.
 */
const GROWTH = { heap: { times: 1.1, plus: 4 }, resident: { times: 2, plus: 0 } };

interface Memory {
  readonly heap: number;
  readonly resident: number;
}

export const overloadCrowd: Scenario = {
  name: 'overload-crowd',
  promise: 'answers or refuses every request of a crowd on 2,000 connections with five to the database, and recovers',
  rig: { instances: 1, variables: { DB_POOL: '5' } },
  async run(rig, length) {
    const products = [await rig.stock(1_000_000), await rig.stock(500)];
    const broken: string[] = [];
    const logs: CallLog[] = [];
    const memories: Memory[] = [];
    let requests = 0;
    for (let round = 0; round < FLOODS * length; round++) {
      const { flood, ...left } = await rush(rig, products, {
        connections: CONNECTIONS,
        kinds: ['order', 'list', 'invalid-token'],
      });
      requests += flood.requests;
      broken.push(...left.broken);
      logs.push(...left.logs);
      memories.push(await memoryOf(rig));
    }
    const result = await rig.verify(...logs);
    const figures = { ...result.figures, 'requests of crowds': requests };
    return { broken: [...broken, ...grown(memories), ...result.broken], figures };
  },
};

/** After a collection, while nothing is in progress. */
async function memoryOf(rig: Rig): Promise<Memory> {
  const instance = rig.at(0);
  const isQuiet = async (): Promise<boolean> => {
    const [due] = await rig.query<{ number: number }>(
      `SELECT COUNT(*) AS number FROM event_publications WHERE state = 'DUE'`,
    );
    return due?.number === 0;
  };
  await until(isQuiet, { what: 'nothing is in progress', limitMs: QUIET_LIMIT_MS });
  await instance.collectGarbage();
  const inMiB = async (metric: string): Promise<number> => Math.round((await instance.metric(metric)) / 2 ** 20);
  const resident = await inMiB('process_resident_memory_bytes');
  const memory = { heap: await inMiB('nodejs_heap_size_used_bytes'), resident };
  rig.note(`memory: ${memory.heap} MiB of heap, ${memory.resident} resident`);
  return memory;
}

function grown(memories: readonly Memory[]): string[] {
  const [first, last] = [memories[0] as Memory, memories.at(-1) as Memory];
  return (['heap', 'resident'] as const).flatMap((kind) => {
    const { times, plus } = GROWTH[kind];
    const most = first[kind] * times + plus;
    return last[kind] <= most
      ? []
      : [`memory grows from crowd to crowd: ${kind} ${first[kind]} MiB, now ${last[kind]}`];
  });
}
