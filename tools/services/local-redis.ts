// A Redis or Valkey server as a child on a free loopback port, with its data in the data folder.
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { endOfFile } from '../data-folder';
import { freePort } from '../ports';
import { launch } from '../processes';
import { LauncherError, messageOf, print } from '../terminal';
import { type Account, folderFor } from './account';
import { pingRedis, waitUntil } from './probes';
import type { Program } from './programs';
import type { LocalService, ServiceRequest } from './service-request';

class EndedWhileStarting extends LauncherError {}

interface Server {
  readonly program: Program;
  readonly data: string;
  readonly account: Account | undefined;
}

export async function startLocalRedis(program: Program, serviceRequest: ServiceRequest): Promise<LocalService> {
  const data = join(serviceRequest.folder, 'redis');
  const server = { program, data, account: folderFor(data, ['redis', 'nobody']) };
  try {
    return await start(server, serviceRequest);
  } catch (failure) {
    const aside = failure instanceof EndedWhileStarting ? setAside(data) : undefined;
    if (aside === undefined) throw failure;
    print(`  ${messageOf(failure)}`);
    print(
      `  The files of Redis were moved to ${aside}, and it starts without them: they hold only copies of the database.`,
    );
    return await start(server, serviceRequest);
  }
}

/**
 * Moves what Redis reads at its start.
 *
 * @returns where it is now; nothing when there was nothing to move
 */
function setAside(data: string): string | undefined {
  const files = ['appendonlydir', 'appendonly.aof', 'dump.rdb'].filter((name) => existsSync(join(data, name)));
  if (files.length === 0) return undefined;
  const aside = join(data, `damaged-${new Date().toISOString().replaceAll(':', '')}`);
  mkdirSync(aside, { mode: 0o700 });
  for (const name of files) renameSync(join(data, name), join(aside, name));
  return aside;
}

async function start({ program, data, account }: Server, serviceRequest: ServiceRequest): Promise<LocalService> {
  const port = await freePort();
  const redis = { host: '127.0.0.1', port, password: serviceRequest.secrets.redisPassword };
  const log = join(data, 'server.log');
  const child = launch({
    folder: serviceRequest.folder,
    name: 'redis',
    // Redis replaces its command line by its address.
    marker: `127.0.0.1:${port}`,
    program: program.path,
    args: ['-'],
    // On its standard input, because every account can read a command line.
    input: [
      'bind 127.0.0.1',
      `port ${port}`,
      `requirepass ${redis.password}`,
      `dir ${JSON.stringify(data)}`,
      `logfile ${JSON.stringify(log)}`,
      `appendonly ${serviceRequest.kind === 'start' ? 'yes' : 'no'}`,
      'save ""',
      'maxmemory-policy noeviction',
      'daemonize no',
      '',
    ].join('\n'),
    cwd: '/',
    log: join(data, 'output.log'),
    account,
  });
  const limits = { what: `Redis (${program.path})`, seconds: 60, isAlive: child.isAlive };
  await waitUntil(() => pingRedis(redis), limits).catch(async (failure: unknown) => {
    const Failure = child.isAlive() ? LauncherError : EndedWhileStarting;
    await child.stop(10_000);
    throw new Failure(`${messageOf(failure)}; the end of ${log}:\n${endOfFile(log)}`);
  });
  return { child, found: { redis }, description: `Redis: ${program.path} on 127.0.0.1:${port}, data in ${data}` };
}
