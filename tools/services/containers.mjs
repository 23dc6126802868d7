// For tests: throw-away containers, made and removed by testcontainers.
import { askDatabase, askRedis, until } from './answering.mjs';
import { offsetOf } from './clock.mjs';
import { hasImage, images, pull } from './engine.mjs';

const answerSeconds = 60;

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
  /** @type {import('testcontainers').StartedTestContainer[]} */
  const started = [];
  const stop = async () => void (await Promise.allSettled(started.splice(0).map((one) => one.stop({ timeout: 5000 }))));
  purpose.atEnd(stop);
  try {
    const start = { database, redis };
    const parts = needs.map((need) => start[need](testcontainers, purpose, (container) => started.push(container)));
    const found = await Promise.all(parts);
    return { ...Object.assign({}, ...found), description: found.map(({ description }) => description) };
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
    .withWaitStrategy(weAskOurselves(testcontainers))
    .start();
  remember(container);
  const account = { username: 'root', password: secrets.databaseRootPassword };
  let version = '';
  const address = await reachable(
    container,
    3306,
    async (where) => void (version = await askDatabase({ ...where, ...account })),
  );
  const description = `database: ${version} in a container of ${images.database}, port ${address.port}`;
  return { database: { ...address, ...account }, description };
}

/** @type {Starter} */
async function redis(testcontainers, { secrets: { redisPassword: password } }, remember) {
  const container = await new testcontainers.GenericContainer(images.redis)
    .withCommand(['redis-server', '--requirepass', password, '--maxmemory-policy', 'noeviction', '--save', ''])
    .withExposedPorts(6379)
    .withWaitStrategy(weAskOurselves(testcontainers))
    .start();
  remember(container);
  const address = await reachable(container, 6379, (where) => askRedis({ ...where, password }));
  const description = `Redis: a container of ${images.redis}, port ${address.port}`;
  return { redis: { ...address, password }, description };
}

/**
 * testcontainers would wait for the port at one address only, and inside a container it guesses which.
 *
 * @param {typeof import('testcontainers')} testcontainers
 */
const weAskOurselves = ({ Wait }) => Wait.forSuccessfulCommand('true').withStartupTimeout(30_000);

/**
 * @param {import('testcontainers').StartedTestContainer} container
 * @param {number} port inside the container
 * @param {(where: { host: string, port: number }) => Promise<string | undefined>} ask what is missing, or nothing
 * @returns {Promise<{ host: string, port: number }>} the address that answered
 */
async function reachable(container, port, ask) {
  const hosts = [...new Set([container.getHost(), '127.0.0.1'])];
  const addresses = hosts.map((host) => ({ host, port: container.getMappedPort(port) }));
  let turn = 0;
  const attempt = () => ask(addresses[++turn % addresses.length] ?? addresses[0]);
  await until(attempt, { what: `The container of ${container.getName()}`, seconds: answerSeconds });
  return addresses[turn % addresses.length] ?? addresses[0];
}
