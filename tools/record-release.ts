// `npm run record-release -- <version> [<folder of the build>]`: records what the next release has to be compatible with.
// Writes the schema of this release, and every statement that an instance of it sends during three sales: before, during
// and after the next release's migrations. Uses the database and Redis of the environment, in a schema of its own. See
// docs/upgrade.md.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { type LaunchContext, projectFolder, setting } from './environment';
import { freePort } from './ports';
import { LauncherError, print } from './terminal';
import { PASSWORD, sell } from './upgrade/sale';

const folder = join(projectFolder, 'test', 'upgrade', 'previous-release');
const parts = ['before', 'during', 'after'];

export async function launcher({ args }: LaunchContext): Promise<number> {
  const [version, build = projectFolder] = args;
  if (version === undefined)
    throw new LauncherError('Usage: npm run record-release -- <version> [<folder of the build>]');
  if (setting('DB_HOST') === undefined || setting('REDIS_HOST') === undefined) {
    throw new LauncherError('Set DB_HOST and REDIS_HOST to the services to record with.');
  }
  const scheme = `hotdeal_record_${randomBytes(4).toString('hex')}`;
  const connection = await createConnection({
    host: setting('DB_HOST') ?? '',
    port: Number(setting('DB_PORT') ?? 3306),
    user: setting('DB_USERNAME') ?? '',
    password: process.env['DB_PASSWORD'] ?? '',
  });
  await connection.query(`CREATE DATABASE ${scheme} CHARACTER SET utf8mb4`);
  await connection.query(`USE ${scheme}`);
  try {
    const environment = await migrate(resolve(build), scheme);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'schema.sql'), await schemaOf(connection, version));
    await record(resolve(build), environment);
  } finally {
    await connection.query(`DROP DATABASE ${scheme}`);
    await connection.end();
  }
  print(`Recorded ${version} in test/upgrade/previous-release. Commit it with the release.`);
  return 0;
}

/** @returns the environment of an instance on the migrated schema */
async function migrate(build: string, scheme: string): Promise<NodeJS.ProcessEnv> {
  const environment = {
    ...process.env,
    DB_SCHEME: scheme,
    SECRET_KEY: 'a key for recording, of more than thirty-two bytes',
    ADMIN_EMAIL: 'admin@example.com',
    ADMIN_PASSWORD: PASSWORD,
    PORT: String(await freePort()),
    METRICS_PORT: '0',
    RATE_LIMIT_SCALE: '1000',
    LOG_LEVEL: 'warn',
  };
  const { status } = spawnSync(process.execPath, ['dist/migrate.js'], {
    cwd: build,
    env: environment,
    stdio: 'inherit',
  });
  if (status !== 0) throw new LauncherError('The migrations were not applied. Run `npm run build` first.');
  return environment;
}

/** Each table, and the rows that the migrations have inserted. */
async function schemaOf(connection: Connection, version: string): Promise<string> {
  const [tables] = await connection.query<RowDataPacket[]>('SHOW TABLES');
  const lines = [`-- The tables of ${version} and the rows of its migrations. Written by tools/record-release.ts.`];
  for (const table of tables.map((row) => String(Object.values(row)[0]))) {
    const [[created]] = await connection.query<RowDataPacket[]>(`SHOW CREATE TABLE ${table}`);
    lines.push(`${String(created?.['Create Table']).replace(/ AUTO_INCREMENT=\d+/, '')};`);
    const [rows] = await connection.query<RowDataPacket[]>(`SELECT * FROM ${table}`);
    for (const row of rows) lines.push(`${connection.format('INSERT INTO ?? SET ?', [table, row])};`);
  }
  return `${lines.join('\n')}\n`;
}

async function record(build: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const file = join(folder, 'statements.jsonl');
  rmSync(file, { force: true });
  const tools = join(projectFolder, 'tools');
  const preloads = ['-r', join(tools, 'typescript.cjs'), '-r', join(tools, 'upgrade', 'record-statements.ts')];
  const instance = spawn(process.execPath, [...preloads, 'dist/main.js'], {
    cwd: build,
    env: { ...environment, RECORD_TO: file },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = once(instance, 'exit');
  try {
    const shop = `http://127.0.0.1:${environment['PORT']}`;
    appendFileSync(file, `${JSON.stringify({ part: parts[0] })}\n`);
    while (!(await isReady(shop))) {
      if (instance.exitCode !== null) throw new LauncherError('The build did not start.');
      await pause(200);
    }
    for (const [number, part] of parts.entries()) {
      if (number > 0) appendFileSync(file, `${JSON.stringify({ part })}\n`);
      await sell(shop, number);
      // The background work that follows from the sale belongs to this part.
      await pause(2_000);
    }
  } finally {
    instance.kill('SIGTERM');
    await ended;
  }
}

async function isReady(shop: string): Promise<boolean> {
  const response = await fetch(`${shop}/health/ready`).catch(() => undefined);
  return response?.ok === true;
}
