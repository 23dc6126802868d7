// For start: two services of the project's own docker-compose.yml, with named volumes that keep the data.
import { join } from 'node:path';
import { execute } from '../commands.mjs';
import { projectFolder } from '../environment.mjs';
import { step } from '../say.mjs';
import { askDatabase, askRedis, until } from './answering.mjs';

const service = { database: 'mysql', redis: 'redis' };

/**
 * @param {import('./engine.mjs').Engine} engine
 * @param {readonly import('./found.mjs').Need[]} needs
 * @param {import('./found.mjs').Purpose} purpose
 * @returns {Promise<import('./found.mjs').Found>}
 */
export async function startCompose(engine, needs, purpose) {
  const compose = composeOf(engine, purpose);
  const names = needs.map((need) => service[need]);
  await compose(['version'], 10);
  const stop = async () => void (await compose(['stop', ...names], 90));
  purpose.atEnd(stop);
  try {
    await step('Starting the containers', () => compose(['up', '--detach', '--wait', ...names], 150));
    const database = needs.includes('database') ? await databaseOf(compose, purpose) : {};
    const redis = needs.includes('redis') ? await redisOf(compose, purpose) : {};
    const description = needs.map((need) => `${need}: container ${service[need]} of docker-compose.yml`);
    return { ...database, ...redis, description };
  } catch (failure) {
    await stop().catch(() => undefined);
    throw failure;
  }
}

/** Docker wants every variable of the file, also those of what is not started. */
const ofServicesThatStayAway = {
  HOTDEAL_SECRET_KEY: 'unused',
  HOTDEAL_ADMIN_PASSWORD: 'unused',
  HOTDEAL_GRAFANA_PASSWORD: 'unused',
};

/**
 * @param {import('./engine.mjs').Engine} engine
 * @param {import('./found.mjs').Purpose} purpose
 */
function composeOf(engine, { secrets, schema }) {
  const file = join(projectFolder, 'docker-compose.yml');
  const env = {
    ...process.env,
    DOCKER_HOST: engine.address,
    DB_SCHEME: schema,
    HOTDEAL_DB_PASSWORD: secrets.databasePassword,
    HOTDEAL_DB_SHOP_PASSWORD: secrets.databasePassword,
    HOTDEAL_DB_ROOT_PASSWORD: secrets.databaseRootPassword,
    HOTDEAL_REDIS_PASSWORD: secrets.redisPassword,
    ...ofServicesThatStayAway,
  };
  // The project is named after the data folder that knows the passwords: two of them never share a volume.
  const project = ['compose', '--project-name', `hotdeal-${secrets.instance}`, '--file', file];
  return (/** @type {string[]} */ args, /** @type {number} */ seconds) =>
    execute('docker', [...project, ...args], { seconds, env, cwd: projectFolder });
}

/** @typedef {ReturnType<typeof composeOf>} Compose */

/**
 * @param {Compose} compose
 * @param {string} name
 * @param {number} port inside the container
 */
async function publishedAddress(compose, name, port) {
  const [host = '', published] = (await compose(['port', name, String(port)], 10)).trim().split(':');
  return { host, port: Number(published) };
}

/**
 * @param {Compose} compose
 * @param {import('./found.mjs').Purpose} purpose
 */
async function databaseOf(compose, { secrets, schema }) {
  const address = await publishedAddress(compose, service.database, 3306);
  const database = { ...address, username: 'hotdeal', password: secrets.databasePassword };
  await until(async () => void (await askDatabase(database, schema)), { what: 'The mysql container', seconds: 30 });
  return { database };
}

/**
 * @param {Compose} compose
 * @param {import('./found.mjs').Purpose} purpose
 */
async function redisOf(compose, { secrets }) {
  const redis = { ...(await publishedAddress(compose, service.redis, 6379)), password: secrets.redisPassword };
  await until(() => askRedis(redis), { what: 'The redis container', seconds: 30 });
  return { redis };
}
