import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { type DataSource } from 'typeorm';
import type { Config } from '#platform/config/config';
import { applyMigrations } from '#platform/database/apply-migrations';
import { openDataSource } from '#platform/database/data-source';
import { Database } from '#platform/database/database';
import { configFrom } from '../../src/configuration';
import { schema } from '../../src/schema';
import { connectionOptions } from './database-connection';

type Variables = Record<string, string>;

async function onServer(statement: string): Promise<void> {
  const connection = await createConnection(connectionOptions());
  try {
    await connection.query(statement);
  } finally {
    await connection.end();
  }
}

/** A configuration for the services of this run with its own schema, which is also the prefix of its Redis keys. */
export function configFor(scheme: string, variables: Variables = {}): Config {
  const services = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => name.startsWith('DB_') || name.startsWith('REDIS_')),
  );
  return configFrom({
    ...services,
    DB_SCHEME: scheme,
    SECRET_KEY: 'a key for the tests, of more than thirty-two bytes',
    PORT: '0',
    METRICS_PORT: '0',
    RATE_LIMIT_SCALE: '1000',
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
    ...variables,
  });
}

/** A new schema without tables. */
export async function createEmptyScheme(): Promise<string> {
  const scheme = `hotdeal_test_${process.pid}_${randomBytes(4).toString('hex')}`;
  await onServer(`CREATE DATABASE ${scheme} CHARACTER SET utf8mb4`);
  return scheme;
}

/** A new schema with all migrations applied. */
export async function createScheme(): Promise<string> {
  const scheme = await createEmptyScheme();
  const dataSource: DataSource = await openDataSource(configFor(scheme), schema);
  try {
    await applyMigrations(dataSource, { interruption: new AbortController().signal, onWait: () => undefined });
  } finally {
    await dataSource.destroy();
  }
  return scheme;
}

/** Runs `work` on the schema outside the application. */
export async function onScheme<T>(scheme: string, work: (database: Database) => Promise<T>): Promise<T> {
  const dataSource = await openDataSource(configFor(scheme), schema);
  try {
    return await work(new Database(dataSource));
  } finally {
    await dataSource.destroy();
  }
}

export async function dropScheme(scheme: string): Promise<void> {
  await onServer(`DROP DATABASE ${scheme}`);
}
