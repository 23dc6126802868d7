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
  /** MariaDB creates its system tables with a separate program */
  readonly installer?: string | undefined;
  /** in addition to those of every database here */
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
    throw new Error('Use the command of package.json, which finds the database and Redis programs.');
  }
  return { database: { path: DATABASE_PROGRAM, installer: DATABASE_INSTALLER }, redis: REDIS_PROGRAM };
}

export function redisProgram(): string {
  const path = process.env['REDIS_PROGRAM'];
  if (path === undefined) throw new Error('The launcher found no Redis program on this machine.');
  return path;
}

const LATER_PORTS = { first: 12_000, last: 31_999 };
const reserved = new Set<number>();

/** A database as durable as in production: an acknowledged commit is on the disk. */
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
      // The root account of a fresh MySQL is bound to a host name, that of a fresh MariaDB also to an address.
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
  /** in addition to those of every Redis here */
  readonly settings?: readonly string[];
}

/** A Redis without persistence: it is empty after each start. */
export async function startRedis(folder: string, role: RedisRole = {}): Promise<Server> {
  const { name = 'redis', port = await freePort(), settings = [] } = role;
  const common = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'];
  const server = new ServerProcess({
    name,
    folder,
    path: redisProgram(),
    marker: `:${port}`,
    arguments: ['--port', String(port), ...common, ...settings],
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
 * A port for a server that is started later. It is not one of the ports that the system assigns by itself (from 32768 on
 * Linux, from 49152 elsewhere), which a connection or another server might have by then.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LATER_PORTS.first, LATER_PORTS.last + 1);
    if (!reserved.has(port) && (await isFree(port))) {
      reserved.add(port);
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
