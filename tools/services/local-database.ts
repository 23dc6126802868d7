// A MySQL or MariaDB server as a child on a free loopback port, with its data in the data folder.
import { chownSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endOfFile } from '../data-folder';
import { execute } from '../execute';
import { freePort } from '../ports';
import { type Child, launch } from '../processes';
import { assertNewDatabaseIsWanted, recordDatabase } from '../shop-data';
import { LauncherError } from '../terminal';
import { type Account, folderFor } from './account';
import { waitForDatabase } from './probes';
import { mariadbInstaller, type Program } from './programs';
import { type LocalService, offsetOf, type ServiceRequest } from './service-request';

/** The system limits the path of a Unix socket to about 100 bytes. */
const LONGEST_SOCKET_FOLDER = 80;

interface Server {
  readonly program: Program;
  readonly isMariadb: boolean;
  readonly data: string;
  readonly account: Account | undefined;
  readonly scratch: string;
}

export async function startLocalDatabase(program: Program, serviceRequest: ServiceRequest): Promise<LocalService> {
  const isMariadb = /mariadb/i.test(program.version);
  const kind = isMariadb ? 'mariadb' : 'mysql';
  const folder = join(serviceRequest.folder, kind);
  const data = join(folder, 'data');
  const isNew = !existsSync(data);
  if (isNew) assertNewDatabaseIsWanted(serviceRequest.expectedDatabase, { data, program: kind });
  const account = folderFor(folder, ['mysql', 'nobody']);
  const server = { program, isMariadb, data, account, scratch: scratchFolder(account) };
  if (isNew) await initialise(server);
  const accountFile = join(server.scratch, 'account.sql');
  writeFileSync(accountFile, accountStatements(serviceRequest, isMariadb), { mode: 0o600 });
  if (account !== undefined) chownSync(accountFile, account.uid, account.gid);

  const port = await freePort();
  const log = join(folder, 'server.log');
  const child = launchServer(server, { port, log, accountFile }, serviceRequest);
  const database = { host: '127.0.0.1', port, username: 'hotdeal', password: serviceRequest.secrets.databasePassword };
  const limits = { what: `The database server (${program.path})`, seconds: 90, isAlive: child.isAlive };
  const { version } = await waitForDatabase(database, limits).catch(async (failure: unknown) => {
    await child.stop(10_000);
    throw failure instanceof LauncherError
      ? new LauncherError(
          `${failure.message}; the end of ${log}:\n${endOfFile(log)}\n` +
            `If its files in ${data} are damaged, restore a backup of them. They are left as they are.`,
        )
      : failure;
  });
  rmSync(accountFile);
  if (serviceRequest.kind === 'start') recordDatabase(serviceRequest.dataFolder, kind);
  return { child, found: { database }, description: `database: ${version} on 127.0.0.1:${port}, data in ${data}` };
}

function launchServer(
  { program, isMariadb, data, account, scratch }: Server,
  { port, log, accountFile }: { readonly port: number; readonly log: string; readonly accountFile: string },
  { folder, timeZone }: ServiceRequest,
): Child {
  return launch({
    folder,
    name: 'database',
    marker: `--datadir=${data}`,
    program: program.path,
    args: [
      '--no-defaults',
      `--datadir=${data}`,
      ...rootOption(account),
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--tmpdir=${scratch}`,
      `--socket=${join(scratch, 'server.sock')}`,
      `--pid-file=${join(scratch, 'server.pid')}`,
      `--init-file=${accountFile}`,
      '--innodb-flush-log-at-trx-commit=1',
      '--character-set-server=utf8mb4',
      '--max-connections=500',
      '--performance-schema=OFF',
      '--skip-name-resolve',
      ...(isMariadb ? [] : ['--mysqlx=OFF', '--secure-file-priv=NULL']),
      ...(timeZone === undefined ? [] : [`--default-time-zone=${offsetOf(timeZone)}`]),
    ],
    env: { ...process.env, ...(timeZone === undefined ? {} : { TZ: timeZone }) },
    cwd: '/',
    log,
    account,
    scratch,
  });
}

/** A database server refuses to run as root unless it is configured to. */
function rootOption(account: Account | undefined): readonly string[] {
  return account === undefined && process.getuid?.() === 0 ? ['--user=root'] : [];
}

/**
 * For the socket, and for temporary tables: a starting server deletes every `#sql…` file of its tmpdir, also those of
 * other servers (two of twelve parallel installations of MariaDB 10.11 in one /tmp failed for this reason).
 */
function scratchFolder(account: Account | undefined): string {
  const folder = mkdtempSync(join(tmpdir().length < LONGEST_SOCKET_FOLDER ? tmpdir() : '/tmp', 'hotdeal-'));
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
  return folder;
}

/** Created under another name first: a half-made data folder is never taken for a complete one. */
async function initialise({ program, data, account, isMariadb, scratch }: Server): Promise<void> {
  const fresh = `${data}.new`;
  rmSync(fresh, { recursive: true, force: true });
  try {
    const installer = isMariadb ? mariadbInstaller(program) : program.path;
    if (installer === undefined) {
      throw new LauncherError(`${program.path} is MariaDB, but mariadb-install-db was not found`);
    }
    const options = isMariadb
      ? ['--skip-test-db', '--auth-root-authentication-method=socket']
      : ['--initialize-insecure'];
    await execute(installer, ['--no-defaults', `--datadir=${fresh}`, ...rootOption(account), ...options], {
      cwd: '/',
      seconds: 120,
      account,
      env: { ...process.env, TMPDIR: scratch },
    });
  } catch (failure) {
    rmSync(scratch, { recursive: true, force: true });
    throw failure;
  }
  renameSync(fresh, data);
}

/** The server itself runs these at each start, so that there is never an account without a password. */
function accountStatements({ kind, schema, secrets }: ServiceRequest, isMariadb: boolean): string {
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
