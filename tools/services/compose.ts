// For `npm start`: two services of the project's docker-compose.yml, with named volumes that keep the data.
import { join } from 'node:path';
import { projectFolder } from '../environment';
import { execute } from '../execute';
import { recordDatabase } from '../shop-data';
import { printStep } from '../terminal';
import type { Engine } from './docker-engine';
import { pingRedis, waitForDatabase, waitUntil } from './probes';
import type {
  Address,
  DatabaseAddress,
  FoundServices,
  RedisAddress,
  ServiceName,
  ServiceRequest,
} from './service-request';

const composeService = { database: 'mysql', redis: 'redis' };

type Compose = (args: readonly string[], seconds: number) => Promise<string>;

export async function startCompose(
  engine: Engine,
  services: readonly ServiceName[],
  serviceRequest: ServiceRequest,
): Promise<FoundServices> {
  const compose = composeOf(engine, serviceRequest);
  const names = services.map((service) => composeService[service]);
  await compose(['version'], 10);
  const stop = async (): Promise<void> => void (await compose(['stop', ...names], 90));
  serviceRequest.onEnd(stop);
  try {
    await printStep('Starting the containers', () => compose(['up', '--detach', '--wait', ...names], 150));
    return {
      ...(services.includes('database') ? { database: await databaseOf(compose, serviceRequest) } : {}),
      ...(services.includes('redis') ? { redis: await redisOf(compose, serviceRequest) } : {}),
      description: services.map((service) => `${service}: container ${composeService[service]} of docker-compose.yml`),
    };
  } catch (failure) {
    await stop().catch(() => undefined);
    throw failure;
  }
}

/** Docker requires every variable of the file, also those of services that are not started. */
const variablesOfOtherServices = {
  HOTDEAL_SECRET_KEY: 'unused',
  HOTDEAL_ADMIN_PASSWORD: 'unused',
  HOTDEAL_GRAFANA_PASSWORD: 'unused',
};

function composeOf(engine: Engine, { secrets, schema }: ServiceRequest): Compose {
  const file = join(projectFolder, 'docker-compose.yml');
  const env = {
    ...process.env,
    DOCKER_HOST: engine.address,
    DB_SCHEME: schema,
    HOTDEAL_DB_PASSWORD: secrets.databasePassword,
    HOTDEAL_DB_SHOP_PASSWORD: secrets.databasePassword,
    HOTDEAL_DB_ROOT_PASSWORD: secrets.databaseRootPassword,
    HOTDEAL_REDIS_PASSWORD: secrets.redisPassword,
    ...variablesOfOtherServices,
  };
  // Named after the data folder that holds the passwords, so that two data folders never share a volume.
  const project = ['compose', '--project-name', `hotdeal-${secrets.instance}`, '--file', file];
  return (args, seconds) => execute('docker', [...project, ...args], { seconds, env, cwd: projectFolder });
}

/** @param port inside the container */
async function publishedAddress(compose: Compose, name: string, port: number): Promise<Address> {
  const [host = '', published] = (await compose(['port', name, String(port)], 10)).trim().split(':');
  return { host, port: Number(published) };
}

async function databaseOf(compose: Compose, { secrets, schema, dataFolder }: ServiceRequest): Promise<DatabaseAddress> {
  const address = await publishedAddress(compose, composeService.database, 3306);
  const database = { ...address, username: 'hotdeal', password: secrets.databasePassword };
  await waitForDatabase(database, { what: 'The mysql container', seconds: 30 }, schema);
  recordDatabase(dataFolder, 'docker');
  return database;
}

async function redisOf(compose: Compose, { secrets }: ServiceRequest): Promise<RedisAddress> {
  const address = await publishedAddress(compose, composeService.redis, 6379);
  const redis = { ...address, password: secrets.redisPassword };
  await waitUntil(() => pingRedis(redis), { what: 'The redis container', seconds: 30 });
  return redis;
}
