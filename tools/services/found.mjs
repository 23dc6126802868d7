// What every way of finding a service answers with.

/**
 * @typedef {object} Database
 * @property {string} host
 * @property {number} port
 * @property {string} username
 * @property {string} password
 */

/**
 * An address, or a URL that counts for more.
 *
 * @typedef {object} Redis
 * @property {string} [host]
 * @property {number} [port]
 * @property {string} [password]
 * @property {string} [url]
 */

/** @typedef {'database' | 'redis'} Need */

/**
 * A way finds all that it is asked for, or throws and leaves nothing running. What it starts it registers with
 * `purpose.atEnd` first, so that an interruption at any point stops it.
 *
 * @typedef {object} Found
 * @property {Database} [database]
 * @property {Redis} [redis]
 * @property {string[]} description one line each, for the reader
 * @property {Promise<string>} [lost] settles with the name of a service that ended by itself
 */

/**
 * What the services are wanted for.
 *
 * @typedef {object} Purpose
 * @property {'start' | 'test'} kind `start` keeps its data; `test` throws it away, and its account may make schemas
 * @property {string} home the data folder
 * @property {string} folder where this run keeps its data and pid files
 * @property {string} schema
 * @property {import('../secrets.mjs').Secrets} secrets
 * @property {(closer: () => Promise<void>) => void} atEnd
 * @property {string} [zone] the time zone of the database server's own clock
 */

/**
 * @param {readonly Found[]} parts
 * @returns {NodeJS.ProcessEnv} the names under which the application and the tests know them
 */
export function asEnvironment(parts) {
  const { database, redis } = Object.assign({}, ...parts);
  const address =
    redis.url === undefined
      ? { REDIS_HOST: redis.host, REDIS_PORT: String(redis.port), REDIS_PASSWORD: redis.password }
      : {};
  return {
    DB_HOST: database.host,
    DB_PORT: String(database.port),
    DB_USERNAME: database.username,
    DB_PASSWORD: database.password,
    ...address,
    REDIS_URL: redis.url ?? '',
  };
}
