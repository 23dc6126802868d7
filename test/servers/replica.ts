import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { programs, type Server, startDatabase } from './servers';
import { until } from './until';

const SOON_MS = 60_000;

/** A copy of a database, which follows it by the means of the servers themselves. */
export interface Follower {
  readonly server: Server;
  ask<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** It stands still, or goes on. */
  halt(): Promise<void>;
  follow(): Promise<void>;
}

/** It copies this one schema from the beginning of the other's log, so it must be told before too much is in that. */
export async function startFollower(folder: string, primaryPort: number, scheme: string): Promise<Follower> {
  const place = join(folder, 'follower');
  mkdirSync(place, { recursive: true });
  const { database } = programs();
  const settings = ['--server-id=2', `--replicate-wild-do-table=${scheme}.%`];
  const server = await startDatabase(place, { ...database, settings });
  const ask = async <Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> => {
    const connection = await createConnection({ host: '127.0.0.1', port: server.port, user: 'root', timezone: 'Z' });
    try {
      return (await connection.query(sql, [...parameters]))[0] as Row[];
    } finally {
      connection.destroy();
    }
  };
  const isMariadb = database.installer !== undefined;
  const word = isMariadb ? 'SLAVE' : 'REPLICA';
  await ask(isMariadb ? mariadbSource(primaryPort) : mysqlSource(primaryPort));
  await ask(`START ${word}`);
  const copied = async (): Promise<boolean> => {
    const rows = await ask(`SELECT 1 FROM ${scheme}.instances`);
    return rows.length > 0;
  };
  await until(copied, { what: 'the replica has come so far', limitMs: SOON_MS });
  return {
    server,
    ask,
    halt: async () => void (await ask(`STOP ${word}`)),
    follow: async () => void (await ask(`START ${word}`)),
  };
}

function mariadbSource(port: number): string {
  return `CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = ${port}, MASTER_USER = 'root', MASTER_CONNECT_RETRY = 1,
    MASTER_LOG_FILE = 'log.000001', MASTER_LOG_POS = 4`;
}

function mysqlSource(port: number): string {
  return `CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = ${port}, SOURCE_USER = 'root',
    SOURCE_CONNECT_RETRY = 1, SOURCE_LOG_FILE = 'log.000001', SOURCE_LOG_POS = 4, GET_SOURCE_PUBLIC_KEY = 1`;
}
