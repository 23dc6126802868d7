// A MySQL or MariaDB server as a child on a free loopback port, its data in our folder.
import { chownSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execute } from '../commands.mjs';
import { freePort } from '../ports.mjs';
import { launch } from '../processes.mjs';
import { Unable } from '../say.mjs';
import { folderFor } from './account.mjs';
import { askDatabase, until } from './answering.mjs';
import { offsetOf } from './clock.mjs';
import { mariadbInstaller } from './programs.mjs';

// The system limits the path of a Unix socket to about 100 bytes.
const longestSocketFolder = 80;

/**
 * @param {import('./programs.mjs').Program} program
 * @param {import('./found.mjs').Purpose} purpose
 */
export async function startLocalDatabase(program, purpose) {
  const isMariadb = /mariadb/i.test(program.version);
  const holder = join(purpose.folder, isMariadb ? 'mariadb' : 'mysql');
  const account = folderFor(holder, ['mysql', 'nobody']);
  const data = join(holder, 'data');
  const asRoot = account === undefined && process.getuid?.() === 0 ? ['--user=root'] : [];
  const scratch = scratchFolder(account);
  if (!existsSync(data)) {
    await initialise(program, { data, account, asRoot, isMariadb, scratch }).catch((failure) => {
      rmSync(scratch, { recursive: true, force: true });
      throw failure;
    });
  }
  const accountFile = join(scratch, 'account.sql');
  writeFileSync(accountFile, accountStatements(purpose, isMariadb), { mode: 0o600 });
  if (account !== undefined) chownSync(accountFile, account.uid, account.gid);

  const port = await freePort();
  const log = join(holder, 'server.log');
  const child = launch({
    folder: purpose.folder,
    name: 'database',
    mark: `--datadir=${data}`,
    program: program.path,
    args: [
      '--no-defaults',
      `--datadir=${data}`,
      ...asRoot,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--tmpdir=${scratch}`,
      `--socket=${join(scratch, 'server.sock')}`,
      `--pid-file=${join(scratch, 'server.pid')}`,
      `--init-file=${accountFile}`,
      ...settings(isMariadb, purpose.zone),
    ],
    env: { ...process.env, ...(purpose.zone === undefined ? {} : { TZ: purpose.zone }) },
    cwd: '/',
    log,
    account,
    scratch,
  });
  const database = { host: '127.0.0.1', port, username: 'hotdeal', password: purpose.secrets.databasePassword };
  let version = '';
  try {
    await until(async () => void (version = await askDatabase(database)), {
      what: `The database server (${program.path})`,
      seconds: 90,
      alive: child.alive,
    });
  } catch (failure) {
    await child.stop(10_000);
    throw failure instanceof Unable ? new Unable(`${failure.message}; the end of ${log}:\n${tail(log)}`) : failure;
  }
  rmSync(accountFile);
  return { database, child, description: `database: ${version} on 127.0.0.1:${port}, data in ${data}` };
}

/**
 * For the socket, and for temporary tables: a server that starts deletes every `#sql…` file of its tmpdir, those of
 * other servers too (two of twelve parallel installations of MariaDB 10.11 in one /tmp failed by it).
 *
 * @param {import('./account.mjs').Account | undefined} account
 */
function scratchFolder(account) {
  const folder = mkdtempSync(join(tmpdir().length < longestSocketFolder ? tmpdir() : '/tmp', 'hotdeal-'));
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
  return folder;
}

/** Made under another name first: a half-made data folder is never mistaken for a whole one. */
async function initialise(program, { data, account, asRoot, isMariadb, scratch }) {
  const fresh = `${data}.new`;
  rmSync(fresh, { recursive: true, force: true });
  const installer = isMariadb ? mariadbInstaller(program) : program.path;
  if (installer === undefined) throw new Unable(`${program.path} is MariaDB, but mariadb-install-db was not found`);
  const args = isMariadb
    ? ['--no-defaults', `--datadir=${fresh}`, ...asRoot, '--skip-test-db', '--auth-root-authentication-method=socket']
    : ['--no-defaults', `--datadir=${fresh}`, ...asRoot, '--initialize-insecure'];
  await execute(installer, args, { cwd: '/', seconds: 120, account, env: { ...process.env, TMPDIR: scratch } });
  renameSync(fresh, data);
}

/**
 * @param {boolean} isMariadb
 * @param {string | undefined} zone
 */
function settings(isMariadb, zone) {
  return [
    '--innodb-flush-log-at-trx-commit=1',
    '--character-set-server=utf8mb4',
    '--max-connections=500',
    '--performance-schema=OFF',
    '--skip-name-resolve',
    ...(isMariadb ? [] : ['--mysqlx=OFF', '--secure-file-priv=NULL']),
    ...(zone === undefined ? [] : [`--default-time-zone=${offsetOf(zone)}`]),
  ];
}

/**
 * Run by the server itself at each start, so that no account without a password is ever needed.
 *
 * @param {import('./found.mjs').Purpose} purpose
 * @param {boolean} isMariadb
 */
function accountStatements({ kind, schema, secrets }, isMariadb) {
  const account = `'hotdeal'@'127.0.0.1'`;
  return [
    `CREATE USER IF NOT EXISTS ${account} IDENTIFIED BY '${secrets.databasePassword}';`,
    `ALTER USER ${account} IDENTIFIED BY '${secrets.databasePassword}';`,
    ...(isMariadb ? [] : [`ALTER USER 'root'@'localhost' IDENTIFIED BY '${secrets.databaseRootPassword}';`]),
    ...(kind === 'test'
      ? [`GRANT ALL PRIVILEGES ON *.* TO ${account} WITH GRANT OPTION;`]
      : [
          `CREATE DATABASE IF NOT EXISTS \`${schema}\` CHARACTER SET utf8mb4;`,
          `GRANT ALL PRIVILEGES ON \`${schema}\`.* TO ${account};`,
        ]),
    '',
  ].join('\n');
}

/** @param {string} log */
function tail(log) {
  return readFileSync(log, 'utf8').trim().split('\n').slice(-12).join('\n');
}
