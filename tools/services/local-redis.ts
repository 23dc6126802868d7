// A Redis or Valkey server as a child on a free loopback port, with its data in the data folder.
import { join } from 'node:path';
import { freePort } from '../ports';
import { launch } from '../processes';
import { folderFor } from './account';
import { pingRedis, waitUntil } from './probes';
import type { Program } from './programs';
import type { LocalService, ServiceRequest } from './service-request';

export async function startLocalRedis(program: Program, serviceRequest: ServiceRequest): Promise<LocalService> {
  const data = join(serviceRequest.folder, 'redis');
  const account = folderFor(data, ['redis', 'nobody']);
  const port = await freePort();
  const redis = { host: '127.0.0.1', port, password: serviceRequest.secrets.redisPassword };
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
      `logfile ${JSON.stringify(join(data, 'server.log'))}`,
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
    await child.stop(10_000);
    throw failure;
  });
  return { child, found: { redis }, description: `Redis: ${program.path} on 127.0.0.1:${port}, data in ${data}` };
}
