// For tests: containers that testcontainers creates and removes.
import type * as testcontainersPackage from 'testcontainers';
import type { StartedTestContainer } from 'testcontainers';
import { type Engine, hasImage, images, pullImage } from './docker-engine';
import { databaseVersion, pingRedis, waitUntil } from './probes';
import { type Address, type FoundServices, offsetOf, type ServiceName, type ServiceRequest } from './service-request';

const ANSWER_SECONDS = 60;

type Testcontainers = typeof testcontainersPackage;
type Starter = (
  testcontainers: Testcontainers,
  serviceRequest: ServiceRequest,
  remember: (container: StartedTestContainer) => void,
) => Promise<FoundServices>;

export async function startContainers(
  engine: Engine,
  services: readonly ServiceName[],
  serviceRequest: ServiceRequest,
): Promise<FoundServices> {
  process.env['DOCKER_HOST'] = engine.address;
  await disableReaperWithoutImage(engine);
  const testcontainers = await import('testcontainers');
  const started: StartedTestContainer[] = [];
  const stop = async (): Promise<void> =>
    void (await Promise.allSettled(started.splice(0).map((container) => container.stop({ timeout: 5000 }))));
  serviceRequest.onEnd(stop);
  try {
    const starters = { database: startDatabase, redis: startRedis };
    const parts = services.map((service) =>
      starters[service](testcontainers, serviceRequest, (container) => started.push(container)),
    );
    const found = await Promise.all(parts);
    return Object.assign({}, ...found, {
      description: found.flatMap(({ description }) => description),
    }) as FoundServices;
  } catch (failure) {
    await stop();
    throw failure;
  }
}

/** The reaper removes what a killed run left behind. A machine that cannot get its image runs without it. */
async function disableReaperWithoutImage(engine: Engine): Promise<void> {
  if (process.env['TESTCONTAINERS_RYUK_DISABLED'] !== undefined) return;
  const { getReaperImage } = await import('testcontainers/build/reaper/reaper.js');
  const image = getReaperImage();
  const isThere =
    (await hasImage(engine, image)) ||
    (await pullImage(engine, image).then(
      () => true,
      () => false,
    ));
  if (!isThere) process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';
}

const startDatabase: Starter = async (testcontainers, { secrets, timeZone }, remember) => {
  const settings = ['--character-set-server=utf8mb4', '--max-connections=500', '--skip-name-resolve'];
  const zone = timeZone === undefined ? [] : [`--default-time-zone=${offsetOf(timeZone)}`];
  const container = await new testcontainers.GenericContainer(images.database)
    .withEnvironment({
      MYSQL_ROOT_PASSWORD: secrets.databaseRootPassword,
      ...(timeZone === undefined ? {} : { TZ: timeZone }),
    })
    .withCommand(['mysqld', ...settings, ...zone])
    .withExposedPorts(3306)
    .withWaitStrategy(withoutWaiting(testcontainers))
    .start();
  remember(container);
  const account = { username: 'root', password: secrets.databaseRootPassword };
  let version = '';
  const address = await reachableAddress(container, 3306, async (candidate) => {
    version = await databaseVersion({ ...candidate, ...account });
    return undefined;
  });
  const description = `database: ${version} in a container of ${images.database}, port ${address.port}`;
  return { database: { ...address, ...account }, description: [description] };
};

const startRedis: Starter = async (testcontainers, { secrets: { redisPassword: password } }, remember) => {
  const container = await new testcontainers.GenericContainer(images.redis)
    .withCommand(['redis-server', '--requirepass', password, '--maxmemory-policy', 'noeviction', '--save', ''])
    .withExposedPorts(6379)
    .withWaitStrategy(withoutWaiting(testcontainers))
    .start();
  remember(container);
  const address = await reachableAddress(container, 6379, (candidate) => pingRedis({ ...candidate, password }));
  const description = `Redis: a container of ${images.redis}, port ${address.port}`;
  return { redis: { ...address, password }, description: [description] };
};

/** testcontainers would wait for the port at a single address, which it can only guess inside of a container. */
const withoutWaiting = ({ Wait }: Testcontainers): ReturnType<Testcontainers['Wait']['forSuccessfulCommand']> =>
  Wait.forSuccessfulCommand('true').withStartupTimeout(30_000);

/**
 * @param port inside the container
 * @param probe returns what is missing, or nothing
 * @returns the address that answered
 */
async function reachableAddress(
  container: StartedTestContainer,
  port: number,
  probe: (address: Address) => Promise<string | undefined>,
): Promise<Address> {
  const hosts = [...new Set([container.getHost(), '127.0.0.1'])];
  const addresses = hosts.map((host) => ({ host, port: container.getMappedPort(port) }));
  let tries = 0;
  let address = { host: '127.0.0.1', port: container.getMappedPort(port) };
  const attempt = (): Promise<string | undefined> => {
    address = addresses[++tries % addresses.length] ?? address;
    return probe(address);
  };
  await waitUntil(attempt, { what: `The container ${container.getName()}`, seconds: ANSWER_SECONDS });
  return address;
}
