import { redisClient } from '../../test/servers/servers';
import { median } from '../rig/figures';
import { residentMiB } from '../rig/process-stats';
import type { Rig } from '../rig/rig';
import { atMost, type Details, type Finding } from '../row';

/** What must not grow while the shop runs. */
export interface Sample {
  /** the publications when the crowd pauses; everything else is read when nothing is in progress */
  readonly waitingPublications: number;
  readonly publications: number;
  readonly residentMiB: number;
  /** after a garbage collection */
  readonly heapMiB: number;
  /** open timers, connections and the like of the server */
  readonly handles: number;
  readonly lastingKeys: number;
  readonly expiringKeys: number;
  readonly instances: number;
  readonly idempotencyKeys: number;
}

export async function takeSample(rig: Rig): Promise<Sample> {
  const waitingPublications = await count(rig, 'event_publications');
  await rig.idle();
  const resident = residentMiB(rig.server.pid);
  const { heapUsed, handles } = await rig.server.memory();
  return {
    waitingPublications,
    publications: await count(rig, 'event_publications'),
    residentMiB: resident,
    heapMiB: heapUsed / 2 ** 20,
    handles,
    ...(await countKeys(rig)),
    instances: await count(rig, 'instances'),
    idempotencyKeys: await count(rig, 'idempotency_keys'),
  };
}

async function countKeys(rig: Rig): Promise<Pick<Sample, 'lastingKeys' | 'expiringKeys'>> {
  const redis = redisClient(rig.redis.port);
  const found = { lastingKeys: 0, expiringKeys: 0 };
  try {
    for await (const keys of redis.scanStream({ count: 1_000 })) {
      for (const key of keys as string[]) {
        const seconds = await redis.ttl(key);
        if (seconds === -1) found.lastingKeys++;
        else if (seconds >= 0) found.expiringKeys++;
      }
    }
  } finally {
    redis.disconnect();
  }
  return found;
}

/** The rows of each table in the end; tables that only grow hold the history of the shop. */
export async function rowsByTable(rig: Rig): Promise<Details> {
  const tables = await rig.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY table_name`,
  );
  const rows: Record<string, number> = {};
  for (const { name } of tables) rows[`rows of ${name}`] = await count(rig, name);
  return rows;
}

async function count(rig: Rig, table: string): Promise<number> {
  const [counted] = await rig.query<{ number: number }>(`SELECT COUNT(*) AS number FROM ${table}`);
  return counted?.number ?? NaN;
}

/** Compares the last third with the second; the first third warms up. */
export function findings(samples: readonly Sample[]): Finding[] {
  const third = Math.floor(samples.length / 3);
  const before = samples.slice(-2 * third, -third);
  const after = samples.slice(-third);
  const usual = (figure: keyof Sample): number => median(before.map((sample) => sample[figure]));
  const grown = (figure: keyof Sample): number[] => after.map((sample) => sample[figure] / usual(figure));
  const more = (figure: keyof Sample): number[] => after.map((sample) => sample[figure] - usual(figure));
  return [
    { what: 'heap, ÷', rounds: grown('heapMiB'), target: atMost(1.1) },
    { what: 'resident, ÷', rounds: grown('residentMiB'), target: atMost(1.2) },
    { what: 'handles, more', rounds: more('handles'), target: atMost(5) },
    { what: 'keys, more', rounds: more('lastingKeys'), target: atMost(2) },
    { what: 'instances', rounds: after.map(({ instances }) => instances), target: atMost(1) },
    { what: 'event_publications', rounds: after.slice(-1).map(({ publications }) => publications), target: atMost(0) },
  ];
}

/** Each figure over time, in one line. */
export function series(samples: readonly Sample[]): Details {
  const figures = Object.keys(samples[0] ?? {}) as (keyof Sample)[];
  return Object.fromEntries(
    figures.map((figure) => [figure, samples.map((sample) => Math.round(sample[figure] * 10) / 10).join(' ')]),
  );
}
