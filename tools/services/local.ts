// Method 3: the database and Redis programs of this machine, as children of the launcher.
import { LauncherError } from '../terminal';
import { startLocalDatabase } from './local-database';
import { startLocalRedis } from './local-redis';
import { databaseProgram, redisProgram } from './programs';
import type { FoundServices, LocalService, ServiceName, ServiceRequest } from './service-request';

/** How long a clean stop of a database may take. */
const GRACE_MS = 30_000;

/** @returns those services for which this machine has no program */
export function missingPrograms(services: readonly ServiceName[]): readonly ServiceName[] {
  const program = { database: databaseProgram, redis: redisProgram };
  return services.filter((service) => program[service]() === undefined);
}

export async function startLocal(
  services: readonly ServiceName[],
  serviceRequest: ServiceRequest,
): Promise<FoundServices> {
  let started: readonly LocalService[] = [];
  const stop = async (): Promise<void> => void (await Promise.all(started.map(({ child }) => child.stop(GRACE_MS))));
  serviceRequest.onEnd(() => stop());
  const start = { database: startDatabase, redis: startRedis };
  const outcomes = await Promise.allSettled(services.map((service) => start[service](serviceRequest)));
  started = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  return {
    ...(Object.assign({}, ...started.map(({ found }) => found)) as LocalService['found']),
    description: started.map(({ description }) => description),
    lostService: Promise.race(started.map(({ child, description }) => child.ended.then(() => description))),
  };
}

async function startDatabase(serviceRequest: ServiceRequest): Promise<LocalService> {
  const program = databaseProgram();
  if (program === undefined) throw new LauncherError('neither mysqld nor mariadbd was found');
  return startLocalDatabase(program, serviceRequest);
}

async function startRedis(serviceRequest: ServiceRequest): Promise<LocalService> {
  const program = redisProgram();
  if (program === undefined) throw new LauncherError('neither redis-server nor valkey-server was found');
  return startLocalRedis(program, serviceRequest);
}
