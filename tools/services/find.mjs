// The order in which services are looked for: given, Docker, local programs, installed programs.
import { given } from '../environment.mjs';
import { reason, say, Unable } from '../say.mjs';
import { installPrograms } from './apt.mjs';
import { startDocker } from './docker.mjs';
import { asEnvironment } from './found.mjs';
import { isGiven, useGiven } from './given.mjs';
import { missingPrograms, startLocal } from './local.mjs';

/** @typedef {'env' | 'docker' | 'local' | 'install'} Way */

/**
 * @public tested in a process of its own
 * @param {string | undefined} forced HOTDEAL_SERVICES
 * @returns {Way[]}
 */
export function waysFor(forced) {
  switch (forced) {
    case undefined:
      return ['env', 'docker', 'local', 'install'];
    case 'env':
    case 'docker':
      return [forced];
    case 'local':
      return ['local', 'install'];
    default:
      throw new Unable(`HOTDEAL_SERVICES is "${forced}"; it may be env, docker or local.`);
  }
}

/**
 * @param {import('./found.mjs').Purpose} purpose
 * @returns {Promise<{ environment: NodeJS.ProcessEnv, kind: string, lost: Promise<string> }>}
 */
export async function findServices(purpose) {
  const forced = given('HOTDEAL_SERVICES');
  const ways = waysFor(forced);
  /** @type {import('./found.mjs').Need[]} */
  const all = ['database', 'redis'];
  const named = ways.includes('env') ? all.filter((need) => forced === 'env' || isGiven(need, purpose)) : [];
  const open = all.filter((need) => !named.includes(need));
  // An address that was given and does not answer stops us: to go on with another, empty database would look like loss.
  const parts = named.length > 0 ? [await useGiven(named, purpose)] : [];
  let kind = 'env';
  if (open.length > 0) {
    const { way, found } = await firstThatWorks(ways.slice(ways.indexOf('env') + 1), open, purpose);
    parts.push(found);
    kind = way;
  }
  for (const line of parts.flatMap(({ description }) => description)) say(`  ${line}`);
  return {
    environment: asEnvironment(parts),
    kind,
    lost: Promise.race(parts.map((part) => part.lost ?? new Promise(() => undefined))),
  };
}

/**
 * @param {readonly Way[]} ways
 * @param {readonly import('./found.mjs').Need[]} needs
 * @param {import('./found.mjs').Purpose} purpose
 */
async function firstThatWorks(ways, needs, purpose) {
  const start = { docker: startDocker, local: localPrograms, install: installedPrograms };
  const failures = [];
  for (const way of ways) {
    if (way === 'env') continue;
    try {
      return { way, found: await start[way](needs, purpose) };
    } catch (failure) {
      failures.push(`${titles[way]}: ${reason(failure)}`);
      say(`  ${failures.at(-1)}`);
    }
  }
  throw new Unable(adviceAfter(failures, needs, given('HOTDEAL_SERVICES')));
}

const titles = { docker: 'Docker', local: 'local programs', install: 'installing' };

/** @type {typeof startLocal} */
async function localPrograms(needs, purpose) {
  const missing = missingPrograms(needs);
  if (missing.length === 0) return startLocal(needs, purpose);
  const names = { database: 'mysqld or mariadbd', redis: 'redis-server or valkey-server' };
  throw new Unable(`not found: ${missing.map((need) => names[need]).join('; ')}`);
}

/** @type {typeof startLocal} */
async function installedPrograms(needs, purpose) {
  const missing = missingPrograms(needs);
  if (missing.length === 0) throw new Unable('nothing is missing, so there is nothing to install');
  await installPrograms(missing, purpose.home);
  return localPrograms(needs, purpose);
}

/**
 * @param {readonly string[]} failures
 * @param {readonly import('./found.mjs').Need[]} needs
 * @param {string} [forced]
 */
function adviceAfter(failures, needs, forced) {
  const wanted = needs.map((need) => (need === 'database' ? 'a database (MySQL or MariaDB)' : 'Redis')).join(' and ');
  return [
    `No way to ${wanted} was found.`,
    ...failures.map((failure) => `  tried ${failure}`),
    ...(forced === undefined ? [] : [`HOTDEAL_SERVICES=${forced} allowed no other way.`]),
    'Any of these will do:',
    '  1. addresses: set DB_HOST (and DB_PORT, DB_USERNAME, DB_PASSWORD) and REDIS_HOST in the environment or in .env',
    '     (npm start takes REDIS_URL as well)',
    '  2. Docker: a running engine that has, or can pull, the images mysql:8.4 and redis:7-alpine',
    '  3. programs: mysqld or mariadbd, and redis-server or valkey-server, installed on this machine',
    '  4. Debian or Ubuntu: root or passwordless sudo, so that mariadb-server and redis-server can be installed',
  ].join('\n');
}
