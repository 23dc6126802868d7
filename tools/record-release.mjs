// `node tools/record-release.mjs <version> [<folder of the build>]`: what the next release must get on with. Writes the
// schema of this one, and every statement that an instance of it sends while it does all that a shop does, three times:
// before, during and after the next release's migrations. On the database and Redis of the environment, in a schema of
// its own. See docs/upgrade.md.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { given, prepareEnvironment, projectFolder } from './environment.mjs';
import { freePort } from './ports.mjs';
import { run, say, Unable } from './say.mjs';
import { passwordOf, sell } from './upgrade/sale.mjs';

const folder = join(projectFolder, 'test', 'upgrade', 'previous-release');
const parts = ['before', 'during', 'after'];

void run(async () => {
  prepareEnvironment();
  const [version, build = projectFolder] = process.argv.slice(2);
  if (version === undefined) throw new Unable('Which release is this? node tools/record-release.mjs <version>');
  if (given('DB_HOST') === undefined || given('REDIS_HOST') === undefined)
    throw new Unable('DB_HOST and REDIS_HOST name the services to record on.');
  const scheme = `hotdeal_record_${randomBytes(4).toString('hex')}`;
  const connection = await createConnection({
    host: given('DB_HOST'),
    port: Number(given('DB_PORT') ?? 3306),
    user: given('DB_USERNAME'),
    password: process.env.DB_PASSWORD,
  });
  await connection.query(`CREATE DATABASE ${scheme} CHARACTER SET utf8mb4`);
  await connection.query(`USE ${scheme}`);
  try {
    const environment = await migrated(resolve(build), scheme);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'schema.sql'), await schemaOf(connection, version));
    await record(resolve(build), environment);
  } finally {
    await connection.query(`DROP DATABASE ${scheme}`);
    await connection.end();
  }
  say(`Recorded ${version} in test/upgrade/previous-release. Commit it with the release.`);
  return 0;
});

/**
 * @param {string} build
 * @param {string} scheme
 */
async function migrated(build, scheme) {
  const environment = {
    ...process.env,
    DB_SCHEME: scheme,
    SECRET_KEY: 'a key for recording, of more than thirty-two bytes',
    ADMIN_EMAIL: 'admin@example.com',
    ADMIN_PASSWORD: passwordOf,
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
  if (status !== 0) throw new Unable('The migrations were not applied; is there a build?');
  return environment;
}

/**
 * Each table, and what the migrations have put into it.
 *
 * @param {import('mysql2/promise').Connection} connection
 * @param {string} version
 */
async function schemaOf(connection, version) {
  const [tables] = await connection.query('SHOW TABLES');
  const lines = [`-- The tables of ${version} and the rows of its migrations. Written by tools/record-release.mjs.`];
  for (const table of tables.map((row) => Object.values(row)[0])) {
    const [[created]] = await connection.query(`SHOW CREATE TABLE ${table}`);
    lines.push(`${created['Create Table'].replace(/ AUTO_INCREMENT=\d+/, '')};`);
    const [rows] = await connection.query(`SELECT * FROM ${table}`);
    for (const row of rows) lines.push(`${connection.format('INSERT INTO ?? SET ?', [table, row])};`);
  }
  return `${lines.join('\n')}\n`;
}

/**
 * @param {string} build
 * @param {NodeJS.ProcessEnv} environment
 */
async function record(build, environment) {
  const file = join(folder, 'statements.jsonl');
  rmSync(file, { force: true });
  appendFileSync(file, `${JSON.stringify({ part: parts[0] })}\n`);
  const preload = join(projectFolder, 'tools', 'upgrade', 'record-statements.cjs');
  const child = spawn(process.execPath, ['-r', preload, 'dist/main.js'], {
    cwd: build,
    env: { ...environment, RECORD_TO: file },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = new Promise((settle) => child.once('exit', settle));
  try {
    const shop = `http://127.0.0.1:${environment.PORT}`;
    const isReady = () =>
      fetch(`${shop}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    while (!(await isReady())) {
      if (child.exitCode !== null) throw new Unable('The build did not start.');
      await pause(200);
    }
    for (const [number, part] of parts.entries()) {
      if (number > 0) appendFileSync(file, `${JSON.stringify({ part })}\n`);
      await sell(shop, number);
      // What follows from it in the background belongs to this part.
      await pause(2_000);
    }
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}
