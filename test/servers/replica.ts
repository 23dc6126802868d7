import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { programs, type Server, startDatabase } from './servers';
import { until } from './until';

const START_LIMIT_MS = 60_000;
/** MariaDB numbers its transactions without these settings. */
export const MYSQL_GTID = ['--gtid-mode=ON', '--enforce-gtid-consistency=ON'];

/**
 * A replica of a database. The servers replicate by transaction ids, because a position in a log is lost after a kill.
 */
export interface Follower {
  readonly server: Server;
  /** how far it has come: grows while it follows */
  copied(): Promise<number>;
  ask<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** Stops or continues the replication. */
  halt(): Promise<void>;
  follow(): Promise<void>;
}

/** Replicates this one schema from the beginning of the primary's log, so it has to start while that log is short. */
export async function startFollower(folder: string, primaryPort: number, scheme: string): Promise<Follower> {
  const place = join(folder, 'follower');
  mkdirSync(place, { recursive: true });
  const { database } = programs();
  const isMariadb = database.installer !== undefined;
  const gtid = isMariadb ? [] : [...MYSQL_GTID, '--relay-log-recovery=ON'];
  // It flushes less often than the primary, or it could not keep up on a busy machine. After a kill it continues anyway.
  const settings = [
    '--server-id=2',
    `--replicate-wild-do-table=${scheme}.%`,
    '--innodb-flush-log-at-trx-commit=2',
    ...gtid,
  ];
  const server = await startDatabase(place, { ...database, settings });
  const ask = async <Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> => {
    const connection = await createConnection({ host: '127.0.0.1', port: server.port, user: 'root', timezone: 'Z' });
    try {
      return (await connection.query(sql, [...parameters]))[0] as Row[];
    } finally {
      connection.destroy();
    }
  };
  const role = isMariadb ? 'SLAVE' : 'REPLICA';
  await ask(isMariadb ? mariadbSource(primaryPort) : mysqlSource(primaryPort));
  await ask(`START ${role}`);
  const copied = async (): Promise<number> => {
    const [row] = await ask<{ alive: Date | null }>(`SELECT MAX(alive_until) AS alive FROM ${scheme}.instances`);
    return row?.alive?.getTime() ?? 0;
  };
  await until(async () => (await copied()) > 0, { what: 'the replica to catch up', limitMs: START_LIMIT_MS });
  return {
    server,
    copied,
    ask,
    halt: async () => void (await ask(`STOP ${role}`)),
    follow: async () => void (await ask(`START ${role}`)),
  };
}

function mariadbSource(port: number): string {
  return `CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = ${port}, MASTER_USER = 'root', MASTER_CONNECT_RETRY = 1,
    MASTER_USE_GTID = slave_pos`;
}

function mysqlSource(port: number): string {
  return `CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = ${port}, SOURCE_USER = 'root',
    SOURCE_CONNECT_RETRY = 1, SOURCE_AUTO_POSITION = 1, GET_SOURCE_PUBLIC_KEY = 1`;
}
