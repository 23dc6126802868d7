import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../servers/until';
import { type CallLog, isConfirmed } from '../rig/call-log';
import { deadLettersOf } from '../rig/dead-letters';
import type { Rig } from '../rig/rig';
import { SmallDisk } from '../rig/small-disk';
import type { Scenario } from '../scenario';

/** Without the privilege to write to a read-only server, which root has. */
const ACCOUNT = { DB_USERNAME: 'unwell', DB_PASSWORD: 'a password of the shop' };
const NAME = `'${ACCOUNT.DB_USERNAME}'@'%'`;
const SHORT_MS = 8_000;
/** Longer than ten attempts of an event handler, of which the last are 5 s apart. */
const FULL_MS = 90_000;
const RECOVERY_LIMIT_MS = 30_000;

interface Fault {
  readonly what: string;
  readonly lastsMs: number;
  readonly begin: () => Promise<unknown>;
  readonly end: () => Promise<unknown>;
  /** whether every instance must report that it is not ready */
  readonly isNoticed: boolean;
}

export const databaseUnwell: Scenario = {
  name: 'database-unwell',
  promise:
    'answers 503, sets no event aside and sells exactly when the database is read-only, refuses connections or is full',
  rig: {
    variables: ACCOUNT,
    statements: [
      `CREATE USER IF NOT EXISTS ${NAME} IDENTIFIED BY '${ACCOUNT.DB_PASSWORD}'`,
      `GRANT ALL ON \`hotdeal\\_%\`.* TO ${NAME}`,
    ],
  },
  async run(rig, length) {
    const disk = await SmallDisk.mount(rig);
    if (disk === undefined) rig.note('the disk is never full: only root can mount a small one');
    try {
      return await sell(rig, length, disk);
    } finally {
      await disk?.unmount();
    }
  },
};

async function sell(rig: Rig, length: number, disk: SmallDisk | undefined): ReturnType<Scenario['run']> {
  // After the restart that moved its tables.
  await recovered(rig);
  const products = [await rig.stock(300 * length), await rig.stock(1_000_000)];
  const buyers = rig.buyers({ products, buyers: 20, thinkMs: 50, cancelled: 0.3 });
  const broken: string[] = [];
  for (let round = 0; round < length; round++) {
    for (const fault of faultsOf(rig, disk)) {
      await confirmed(buyers.log, 20);
      broken.push(...(await suffer(rig, fault)));
      await recovered(rig);
    }
  }
  await confirmed(buyers.log, 20);
  const log = await buyers.stop();
  const calls = log.attempts.flatMap((attempt) => [...attempt.calls, ...attempt.cancels]);
  const faulty = calls.filter(({ status }) => status === 500);
  if (faulty.length > 0) broken.push(`${faulty.length} calls were answered 500`);
  if (!calls.some(({ status }) => status === 503)) broken.push('the fault did not happen: no call was refused');
  const setAside = await deadLettersOf(rig.admin());
  broken.push(...setAside.map(({ reaction, lastError }) => `${reaction} was set aside: ${lastError}`));
  const result = await rig.verify(log);
  return { broken: [...broken, ...result.broken], figures: { ...result.figures, 'set aside': setAside.length } };
}

function faultsOf({ query }: Rig, disk: SmallDisk | undefined): Fault[] {
  const account = (how: string) => () => query(`ALTER USER ${NAME} ${how}`);
  const withoutConnections = (how: string) => async () => {
    await account(how)();
    const open = await query<{ id: number }>(
      `SELECT ID AS id FROM information_schema.PROCESSLIST WHERE USER = '${ACCOUNT.DB_USERNAME}'`,
    );
    for (const { id } of open) await query(`KILL ${id}`).catch(() => undefined);
  };
  const full: Fault[] =
    disk === undefined
      ? []
      : [
          {
            what: 'its disk is full',
            lastsMs: FULL_MS,
            begin: () => Promise.resolve(disk.fill()),
            end: () => Promise.resolve(disk.empty()),
            isNoticed: true,
          },
        ];
  return [
    {
      what: 'is read-only',
      lastsMs: SHORT_MS,
      begin: () => query('SET GLOBAL read_only = 1'),
      end: () => query('SET GLOBAL read_only = 0'),
      isNoticed: true,
    },
    {
      what: 'allows the account one connection',
      lastsMs: 2 * SHORT_MS,
      begin: withoutConnections('WITH MAX_USER_CONNECTIONS 1'),
      end: account('WITH MAX_USER_CONNECTIONS 0'),
      isNoticed: false,
    },
    {
      what: 'refuses the password',
      lastsMs: SHORT_MS,
      begin: withoutConnections(`IDENTIFIED BY 'another one'`),
      end: account(`IDENTIFIED BY '${ACCOUNT.DB_PASSWORD}'`),
      isNoticed: true,
    },
    ...full,
  ];
}

async function suffer(rig: Rig, { what, lastsMs, begin, end, isNoticed }: Fault): Promise<string[]> {
  rig.note(`the database: ${what}, for ${lastsMs} ms`);
  const endsAt = performance.now() + lastsMs;
  const unnoticed = new Set(rig.instances);
  await begin();
  try {
    while (performance.now() < endsAt) {
      for (const instance of unnoticed) {
        if (!(await instance.ready().catch(() => true))) unnoticed.delete(instance);
      }
      await pause(100);
    }
  } finally {
    await end();
  }
  if (!isNoticed) return [];
  return [...unnoticed].map(({ name }) => `${name} was ready all the time while the database: ${what}`);
}

async function recovered(rig: Rig): Promise<void> {
  const all = async (): Promise<boolean> =>
    (await Promise.all(rig.instances.map((instance) => instance.ready()))).every((isReady) => isReady);
  await until(all, { what: 'every instance is ready again', limitMs: RECOVERY_LIMIT_MS });
}

/** Resolves when this many more orders have been confirmed. */
async function confirmed(log: CallLog, more: number): Promise<void> {
  const count = (): number => log.attempts.filter(isConfirmed).length;
  const before = count();
  const limits = { what: `${more} more orders`, limitMs: RECOVERY_LIMIT_MS, progress: count };
  await until(() => count() >= before + more, limits);
}
