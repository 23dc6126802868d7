// A Redis or Valkey server as a child on a free loopback port, its data in our folder.
import { join } from 'node:path';
import { freePort } from '../ports.mjs';
import { launch } from '../processes.mjs';
import { folderFor } from './account.mjs';
import { askRedis, until } from './answering.mjs';

/**
 * @param {import('./programs.mjs').Program} program
 * @param {import('./found.mjs').Purpose} purpose
 */
export async function startLocalRedis(program, purpose) {
  const data = join(purpose.folder, 'redis');
  const account = folderFor(data, ['redis', 'nobody']);
  const port = await freePort();
  const redis = { host: '127.0.0.1', port, password: purpose.secrets.redisPassword };
  const child = launch({
    folder: purpose.folder,
    name: 'redis',
    // Redis writes its address over its command line.
    mark: `127.0.0.1:${port}`,
    program: program.path,
    args: ['-'],
    // On its standard input, because a command line can be read by everybody.
    input: [
      'bind 127.0.0.1',
      `port ${port}`,
      `requirepass ${redis.password}`,
      `dir ${JSON.stringify(data)}`,
      `logfile ${JSON.stringify(join(data, 'server.log'))}`,
      `appendonly ${purpose.kind === 'start' ? 'yes' : 'no'}`,
      'save ""',
      'maxmemory-policy noeviction',
      'daemonize no',
      '',
    ].join('\n'),
    cwd: '/',
    log: join(data, 'output.log'),
    account,
  });
  try {
    await until(() => askRedis(redis), { what: `Redis (${program.path})`, seconds: 60, alive: child.alive });
  } catch (failure) {
    await child.stop(10_000);
    throw failure;
  }
  return { redis, child, description: `Redis: ${program.path} on 127.0.0.1:${port}, data in ${data}` };
}
