import { until } from '../../servers/until';
import { type Follower, startFollower } from '../../servers/replica';
import { restartWith, saleDuring } from '../rig/other-servers';
import type { Rig } from '../rig/rig';
import type { Scenario } from '../scenario';

const UNITS = 1_000;
const SEEN_LIMIT_MS = 30_000;
const MARK = 'only in the replica';

export const replicaBehind: Scenario = {
  name: 'replica-behind',
  promise: 'sells exactly, and lists ended deals from the replica while it keeps up, otherwise from the primary',
  rig: { instances: 3 },
  async run(rig, length) {
    const follower = await startFollower(rig.folder, rig.databasePort, rig.scheme);
    try {
      const place = { DB_REPLICA_HOST: '127.0.0.1', DB_REPLICA_PORT: String(follower.server.port) };
      await restartWith(rig, { ...place, DB_REPLICA_MAX_LAG_S: '3' });
      await follower.ask(
        `INSERT INTO ${rig.scheme}.hot_deals
           (event_id, event_type, discount, duration, start_at, end_at, product_count, event_name, announced)
         VALUES (1000000, 'HOT_DEAL', 10, 1, '2025-01-01', '2025-01-02', 1, ?, 'ENDED')`,
        [MARK],
      );
      const failures = new Set<number>();
      const logs = await saleDuring(rig, UNITS * length, () => disturb(rig, follower, failures));
      const result = await rig.verify(...logs);
      const broken = [...failures].map((status) => `a list was answered with ${status}`);
      return { broken: [...result.broken, ...broken], figures: result.figures };
    } finally {
      await follower.server.process.stop();
    }
  },
};

/** Lists show by the marked deal which server they come from. */
async function disturb(rig: Rig, follower: Follower, failures: Set<number>): Promise<void> {
  const from = async (what: 'replica' | 'database'): Promise<void> => {
    let copied = 0;
    const all = async (): Promise<boolean> => {
      copied = await follower.copied().catch(() => copied);
      const marked = await Promise.all(rig.instances.map((_, number) => isMarked(rig, number, failures)));
      return marked.every((is) => is === (what === 'replica'));
    };
    await until(all, { what: `every list comes from the ${what}`, limitMs: SEEN_LIMIT_MS, progress: () => copied });
  };
  const { process } = follower.server;
  const faults: [string, () => Promise<void> | void, () => Promise<void> | void][] = [
    ['stops replicating', () => follower.halt(), () => follower.follow()],
    ['is frozen', () => process.freeze(), () => process.thaw()],
    ['is killed', () => process.kill(), () => process.start()],
  ];
  for (const [how, begin, end] of faults) {
    await from('replica');
    rig.note(`the replica ${how}`);
    await begin();
    await from('database');
    await end();
  }
  await from('replica');
}

async function isMarked(rig: Rig, number: number, failures: Set<number>): Promise<boolean> {
  const { status, body } = await rig.buyer(1, number).get('/api/event?status=ended');
  if (status !== 200) failures.add(status);
  return ((body as { items?: { eventName?: string }[] }).items ?? []).some(({ eventName }) => eventName === MARK);
}
