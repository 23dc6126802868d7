import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { createConnection } from 'mysql2/promise';
import { ServerProcess } from './server-process';

export interface Server {
  readonly port: number;
  readonly process: ServerProcess;
}

export interface DatabaseProgram {
  readonly path: string;
  /** MariaDB makes its system tables with a program of its own */
  readonly installer?: string | undefined;
  /** beside those that every database here has */
  readonly settings?: readonly string[];
}

/** The programs that the launcher found on this machine. */
interface Programs {
  readonly database: DatabaseProgram;
  readonly redis: string;
}

export function programs(): Programs {
  const { DATABASE_PROGRAM, DATABASE_INSTALLER, REDIS_PROGRAM } = process.env;
  if (DATABASE_PROGRAM === undefined || REDIS_PROGRAM === undefined) {
    throw new Error('Start this by its command in package.json, which finds the programs of the database and Redis');
  }
  return { database: { path: DATABASE_PROGRAM, installer: DATABASE_INSTALLER }, redis: REDIS_PROGRAM };
}

export function redisProgram(): string {
  const path = process.env['REDIS_PROGRAM'];
  if (path === undefined) throw new Error('The launcher has found no program of Redis on this machine');
  return path;
}

const LATER_PORTS = { first: 12_000, last: 31_999 };
const promised = new Set<number>();

/** A database as durable as in production: a commit that was answered is on the disk. */
export async function startDatabase(folder: string, program = programs().database): Promise<Server> {
  const { path, installer, settings = [] } = program;
  const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];
  const data = join(folder, 'database');
  if (!existsSync(data)) {
    const fresh = [`--datadir=${data}`, ...asRoot];
    if (installer === undefined) {
      execFileSync(path, ['--no-defaults', ...fresh, '--initialize-insecure'], { stdio: 'ignore' });
    } else {
      const rights = ['--skip-test-db', '--auth-root-authentication-method=normal'];
      execFileSync(installer, ['--no-defaults', ...fresh, ...rights], { stdio: 'ignore' });
    }
  }
  const port = await freePort();
  const scratch = join(folder, 'scratch');
  mkdirSync(scratch, { recursive: true });
  const server = new ServerProcess({
    name: 'database',
    folder,
    path,
    marker: `--datadir=${data}`,
    arguments: [
      '--no-defaults',
      `--datadir=${data}`,
      ...asRoot,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--socket=${join(scratch, 's')}`,
      `--pid-file=${join(scratch, 'pid')}`,
      `--tmpdir=${scratch}`,
      '--innodb-flush-log-at-trx-commit=1',
      '--character-set-server=utf8mb4',
      '--max-connections=500',
      '--performance-schema=OFF',
      // A fresh MySQL knows its root by name only, a fresh MariaDB by address as well.
      ...(installer === undefined ? ['--mysqlx=OFF', '--secure-file-priv=NULL'] : ['--skip-name-resolve']),
      ...settings,
    ],
    answers: async () => {
      const connection = await createConnection({ host: '127.0.0.1', port, user: 'root', connectTimeout: 2000 });
      await connection.end();
    },
  });
  await server.start();
  return { port, process: server };
}

export interface RedisRole {
  readonly name?: string;
  readonly port?: number;
  /** beside those that every Redis here has */
  readonly settings?: readonly string[];
}

/** A Redis that keeps nothing: each start finds it empty. */
export async function startRedis(folder: string, role: RedisRole = {}): Promise<Server> {
  const { name = 'redis', port = await freePort(), settings = [] } = role;
  const usual = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'];
  const server = new ServerProcess({
    name,
    folder,
    path: redisProgram(),
    marker: `:${port}`,
    arguments: ['--port', String(port), ...usual, ...settings],
    answers: async () => {
      const client = redisClient(port);
      try {
        await client.ping();
      } finally {
        client.disconnect();
      }
    },
  });
  await server.start();
  return { port, process: server };
}

export function redisClient(port: number): Redis {
  const client = new Redis({ host: '127.0.0.1', port, maxRetriesPerRequest: 1, retryStrategy: () => 200 });
  client.on('error', () => undefined);
  return client;
}

/**
 * A port for a server that is started later. Not one of those that the system gives to whoever asks for any (from 32768
 * on Linux, from 49152 elsewhere): a connection or another server might have it by then.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LATER_PORTS.first, LATER_PORTS.last + 1);
    if (!promised.has(port) && (await isFree(port))) {
      promised.add(port);
      return port;
    }
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (failure: NodeJS.ErrnoException) => {
      if (failure.code === 'EADDRINUSE') resolve(false);
      else reject(failure);
    });
    server.listen(port, () => server.close(() => resolve(true)));
  });
}
