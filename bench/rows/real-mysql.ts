import { execFileSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { interleaved, ratios, shares, type Side } from '../rig/rounds';
import { Rig } from '../rig/rig';
import { atLeast, type Outcome, type Row } from '../row';
import { orderLoad } from '../rig/order-load';
import { assertAllCompleted } from './order-completed';

const ORDERS = 8_000;
const UNITS = 1_000_000;
const CONNECTIONS = 256;
const POLL_EVERY_MS = 20;
const LIMIT_MS = 60_000;

/** The other rows usually run on MariaDB without a binary log; this one measures MySQL with it. */
export const realMysql: Row = {
  name: 'C12',
  title: 'orders completed on MySQL with its binary log ÷ on MariaDB',
  measure: async (rig) => {
    const path = process.env['BENCH_MYSQL']?.trim() ?? '';
    if (path === '') return skipped('BENCH_MYSQL is not set to the program of a MySQL server');
    const mariadb = await settingsOf(rig);
    if (!isMariadb(mariadb.version)) return skipped(`there is no MariaDB to compare with, but ${mariadb.version}`);
    const mysql = await Rig.open({
      folder: `${rig.options.folder}-mysql`,
      progress: rig.options.progress,
      database: { path: mysqlProgram(path), settings: ['--log-bin', '--sync-binlog=1'] },
    });
    try {
      return await compared(mysql, rig);
    } finally {
      await mysql.close();
    }
  },
};

async function compared(mysql: Rig, mariadb: Rig): Promise<Outcome> {
  const [ofMysql, ofMariadb] = await Promise.all([settingsOf(mysql), settingsOf(mariadb)]);
  if (isMariadb(ofMysql.version)) throw new Error(`BENCH_MYSQL is not a MySQL server, but ${ofMysql.version}`);
  if (ofMysql.flush !== 1 || ofMariadb.flush !== 1) throw new Error('Both must flush their logs at each commit');
  if (ofMysql.binlog !== 1 || ofMysql.sync !== 1) throw new Error("MySQL's binary log is not on and synchronous");
  const sides = await Promise.all([completedSide('MySQL', mysql), completedSide('MariaDB', mariadb)]);
  const [onMysql, onMariadb] = await interleaved(mariadb, sides);
  await Promise.all([assertAllCompleted(mysql), assertAllCompleted(mariadb)]);
  return {
    findings: [{ what: 'throughput', rounds: ratios(onMysql, onMariadb, 'throughput'), target: atLeast(0.6) }],
    details: {
      ...shares(`MySQL ${ofMysql.version}`, onMysql),
      ...shares(`MariaDB ${ofMariadb.version}`, onMariadb),
      "MariaDB's binary log": ofMariadb.binlog,
    },
  };
}

/** Orders for one hot product, until the last of them is completed. */
async function completedSide(name: string, rig: Rig): Promise<Side> {
  const productId = await rig.stock(UNITS);
  const load = { ...orderLoad(rig, productId, ORDERS), connections: CONNECTIONS };
  let left = UNITS;
  const run = async () => {
    left -= ORDERS;
    const begin = performance.now();
    const [result, end] = await Promise.all([rig.loader.runAll(load, 202), completed(rig, productId, left)]);
    return { ...result, seconds: (end - begin) / 1000 };
  };
  return { name: `orders on ${name}`, requests: ORDERS, rig, run };
}

/** Resolves when every order has its unit and the publications of the placed orders are completed. */
async function completed(rig: Rig, productId: number, left: number): Promise<number> {
  const { port } = rig.database;
  const connection = await createConnection({ host: '127.0.0.1', port, user: 'root', database: rig.server.scheme });
  const none = async (sql: string, values: unknown[]): Promise<boolean> =>
    (await connection.query<RowDataPacket[]>(sql, values))[0].length === 0;
  const isTaken = () => none('SELECT 1 FROM stocks WHERE product_id = ? AND quantity > ?', [productId, left]);
  const isCompleted = () => none(`SELECT 1 FROM event_publications WHERE event = 'order.placed' LIMIT 1`, []);
  const limit = performance.now() + LIMIT_MS;
  try {
    while (!((await isTaken()) && (await isCompleted()))) {
      if (performance.now() > limit) throw new Error(`Not all orders were completed within ${LIMIT_MS / 1000} s`);
      await pause(POLL_EVERY_MS);
    }
    return performance.now();
  } finally {
    await connection.end();
  }
}

interface Settings {
  readonly version: string;
  readonly flush: number;
  readonly binlog: number;
  readonly sync: number;
}

async function settingsOf(rig: Rig): Promise<Settings> {
  const [settings] = await rig.query<Settings>(
    `SELECT VERSION() AS version, @@innodb_flush_log_at_trx_commit AS \`flush\`, @@log_bin AS \`binlog\`,
       @@sync_binlog AS \`sync\``,
  );
  if (settings === undefined) throw new Error('The database did not return its settings');
  return settings;
}

/** MariaDB is often installed under the names of MySQL. */
function mysqlProgram(path: string): string {
  const version = execFileSync(path, ['--version'], { encoding: 'utf8' }).trim();
  if (isMariadb(version)) throw new Error(`BENCH_MYSQL is not a MySQL server: ${version}`);
  return path;
}

const isMariadb = (version: string): boolean => /mariadb/i.test(version);

function skipped(reason: string): Outcome {
  return { findings: [], details: {}, skipped: reason };
}
