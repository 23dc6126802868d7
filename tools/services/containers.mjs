// For tests: throw-away containers, made and removed by testcontainers.
import { askDatabase, askRedis, until } from './answering.mjs';
import { offsetOf } from './clock.mjs';
import { hasImage, images, pull } from './engine.mjs';

const startMs = 90_000;

/**
 * @typedef {(
 *   testcontainers: typeof import('testcontainers'),
 *   purpose: import('./found.mjs').Purpose,
 *   remember: (container: import('testcontainers').StartedTestContainer) => void,
 * ) => Promise<object>} Starter
 */

/**
 * @param {import('./engine.mjs').Engine} engine
 * @param {readonly import('./found.mjs').Need[]} needs
 * @param {import('./found.mjs').Purpose} purpose
 * @returns {Promise<import('./found.mjs').Found>}
 */
export async function startContainers(engine, needs, purpose) {
  process.env.DOCKER_HOST = engine.address;
  await withoutReaperIfItCannotBeHad(engine);
  const testcontainers = await import('testcontainers');
  const start = { database, redis };
  /** @type {import('testcontainers').StartedTestContainer[]} */
  const started = [];
  const stop = async () =>
    void (await Promise.allSettled(started.map((container) => container.stop({ timeout: 5000 }))));
  try {
    const parts = await Promise.all(
      needs.map((need) => start[need](testcontainers, purpose, (container) => started.push(container))),
    );
    return { ...Object.assign({}, ...parts), description: parts.map(({ description }) => description), stop };
  } catch (failure) {
    await stop();
    throw failure;
  }
}

/**
 * The reaper removes what a killed run left behind; a machine that cannot get its image does without.
 *
 * @param {import('./engine.mjs').Engine} engine
 */
async function withoutReaperIfItCannotBeHad(engine) {
  if (process.env.TESTCONTAINERS_RYUK_DISABLED !== undefined) return;
  const { getReaperImage } = await import('testcontainers/build/reaper/reaper.js');
  const image = getReaperImage();
  const there = (await hasImage(engine, image)) || (await pull(engine, image).then(yes, no));
  if (!there) process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';
}

const yes = () => true;
const no = () => false;

/** @type {Starter} */
async function database(testcontainers, { secrets, zone }, remember) {
  const settings = ['--character-set-server=utf8mb4', '--max-connections=500', '--skip-name-resolve'];
  const clock = zone === undefined ? [] : [`--default-time-zone=${offsetOf(zone)}`];
  const container = await new testcontainers.GenericContainer(images.database)
    .withEnvironment({ MYSQL_ROOT_PASSWORD: secrets.databaseRootPassword, ...(zone === undefined ? {} : { TZ: zone }) })
    .withCommand(['mysqld', ...settings, ...clock])
    .withExposedPorts(3306)
    .withStartupTimeout(startMs)
    .start();
  remember(container);
  const address = {
    host: container.getHost(),
    port: container.getMappedPort(3306),
    username: 'root',
    password: secrets.databaseRootPassword,
  };
  let version = '';
  await until(async () => void (version = await askDatabase(address)), {
    what: `The ${images.database} container`,
    seconds: 60,
  });
  return {
    database: address,
    description: `database: ${version} in a container of ${images.database}, port ${address.port}`,
  };
}

/** @type {Starter} */
async function redis(testcontainers, { secrets }, remember) {
  const container = await new testcontainers.GenericContainer(images.redis)
    .withCommand(['redis-server', '--requirepass', secrets.redisPassword, '--maxmemory-policy', 'noeviction'])
    .withExposedPorts(6379)
    .withStartupTimeout(startMs)
    .start();
  remember(container);
  const address = { host: container.getHost(), port: container.getMappedPort(6379), password: secrets.redisPassword };
  await until(() => askRedis(address), { what: `The ${images.redis} container`, seconds: 60 });
  return { redis: address, description: `Redis: a container of ${images.redis}, port ${address.port}` };
}
