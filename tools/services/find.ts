// The order in which services are looked for: configured addresses, Docker, local programs, programs to install.
import { setting } from '../environment';
import { type DatabaseKind, DatabaseMissing } from '../shop-data';
import { LauncherError, messageOf, print } from '../terminal';
import { installPrograms } from './apt';
import { findConfigured, isConfigured } from './configured';
import { startDocker } from './docker';
import { missingPrograms, startLocal } from './local';
import { environmentOf, type FoundServices, type ServiceName, type ServiceRequest } from './service-request';

type Method = 'env' | 'docker' | 'local' | 'install';

/**
 * @public tested in a process of its own
 * @param forced HOTDEAL_SERVICES
 */
export function methodsFor(forced: string | undefined): readonly Method[] {
  switch (forced) {
    case undefined:
      return ['env', 'docker', 'local', 'install'];
    case 'env':
    case 'docker':
      return [forced];
    case 'local':
      return ['local', 'install'];
    default:
      throw new LauncherError(`HOTDEAL_SERVICES is "${forced}"; it can be env, docker or local.`);
  }
}

interface Services {
  readonly environment: NodeJS.ProcessEnv;
  readonly method: string;
  /** resolves with the name of a service that ended by itself */
  readonly lostService: Promise<string>;
}

export async function findServices(serviceRequest: ServiceRequest): Promise<Services> {
  const forced = setting('HOTDEAL_SERVICES');
  const methods = methodsFor(forced);
  const all: readonly ServiceName[] = ['database', 'redis'];
  const configured = methods.includes('env')
    ? all.filter((service) => forced === 'env' || isConfigured(service, serviceRequest))
    : [];
  const missing = all.filter((service) => !configured.includes(service));
  // A configured address that does not answer stops the launcher: to go on with another, empty database would look
  // like lost data.
  const parts = configured.length > 0 ? [await findConfigured(configured, serviceRequest)] : [];
  let method = 'env';
  if (missing.length > 0) {
    const expected = missing.includes('database') ? serviceRequest.expectedDatabase : undefined;
    if (forced !== undefined && expected !== undefined && (forced === 'docker') !== (expected === 'docker')) {
      const place = expected === 'docker' ? 'in Docker' : 'in the data folder';
      print(`  The database of the last start is ${place}; HOTDEAL_SERVICES=${forced} uses another one.`);
    }
    const first = await firstThatWorks(forced === undefined ? methodsWith(methods, expected) : methods, missing, {
      ...serviceRequest,
      // The caller who forces a method has chosen the database.
      expectedDatabase: forced === undefined || expected !== 'docker' ? expected : undefined,
    });
    parts.push(first.found);
    method = first.method;
  }
  for (const line of parts.flatMap(({ description }) => description)) print(`  ${line}`);
  return {
    environment: environmentOf(parts),
    method,
    lostService: Promise.race(parts.map((part) => part.lostService ?? new Promise<never>(() => undefined))),
  };
}

/**
 * Only those that find the database which the shop has already.
 *
 * @public tested in a process of its own
 */
export function methodsWith(methods: readonly Method[], expected: DatabaseKind | undefined): readonly Method[] {
  if (expected === undefined) return methods;
  return methods.filter((method) => (method === 'docker') === (expected === 'docker'));
}

async function firstThatWorks(
  methods: readonly Method[],
  services: readonly ServiceName[],
  serviceRequest: ServiceRequest,
): Promise<{ readonly method: Method; readonly found: FoundServices }> {
  const start = { docker: startDocker, local: useLocalPrograms, install: useInstalledPrograms };
  const failures: string[] = [];
  for (const method of methods) {
    if (method === 'env') continue;
    try {
      return { method, found: await start[method](services, serviceRequest) };
    } catch (failure) {
      if (failure instanceof DatabaseMissing) throw failure;
      const line = `${methodTitles[method]}: ${messageOf(failure)}`;
      failures.push(line);
      print(`  ${line}`);
    }
  }
  throw new LauncherError(adviceAfter(failures, services, serviceRequest.expectedDatabase));
}

const methodTitles = { docker: 'Docker', local: 'local programs', install: 'installation' };

const useLocalPrograms: typeof startLocal = async (services, serviceRequest) => {
  const missing = missingPrograms(services);
  if (missing.length === 0) return startLocal(services, serviceRequest);
  const names = { database: 'mysqld or mariadbd', redis: 'redis-server or valkey-server' };
  throw new LauncherError(`not found: ${missing.map((service) => names[service]).join('; ')}`);
};

const useInstalledPrograms: typeof startLocal = async (services, serviceRequest) => {
  const missing = missingPrograms(services);
  if (missing.length === 0) throw new LauncherError('all programs are installed');
  await installPrograms(missing, serviceRequest.dataFolder);
  return useLocalPrograms(services, serviceRequest);
};

function adviceAfter(
  failures: readonly string[],
  services: readonly ServiceName[],
  expected: DatabaseKind | undefined,
): string {
  const forced = setting('HOTDEAL_SERVICES');
  const names = { database: 'a database (MySQL or MariaDB)', redis: 'Redis' };
  return [
    `Could not find or start ${services.map((service) => names[service]).join(' and ')}.`,
    ...failures.map((failure) => `  tried ${failure}`),
    ...(forced === undefined ? [] : [`HOTDEAL_SERVICES=${forced} allowed no other method.`]),
    ...(expected === 'docker'
      ? [
          'The database of this shop is in Docker, so no other one was tried.',
          'To start with an empty one: npm start -- --new-database',
        ]
      : []),
    'One of these is needed:',
    '  1. addresses: set DB_HOST (and DB_PORT, DB_USERNAME, DB_PASSWORD) and REDIS_HOST in the environment or in .env',
    '     (npm start also takes REDIS_URL)',
    '  2. Docker: a running engine that has, or can pull, the images mysql:8.4 and redis:7-alpine',
    '  3. programs: mysqld or mariadbd, and redis-server or valkey-server, installed on this machine',
    '  4. Debian or Ubuntu: root or passwordless sudo, so that mariadb-server and redis-server can be installed',
  ].join('\n');
}
