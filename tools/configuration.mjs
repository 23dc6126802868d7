// What the launchers add to the environment of the application, and where a reader finds the secrets among it.
import { given } from './environment.mjs';
import { freePort, isFree } from './ports.mjs';
import { say, Unable } from './say.mjs';
import { secretsFile } from './secrets.mjs';

/** So wide that nobody who tries the shop out, with a load or with the demo, meets a limit. */
const widerForTrials = '1000';

/**
 * @param {import('./secrets.mjs').Secrets} secrets
 * @param {{ port: number, metricsPort: number }} ports
 * @returns {Record<string, string>}
 */
export function ownConfiguration(secrets, { port, metricsPort }) {
  return {
    DB_SCHEME: schemaName(),
    SECRET_KEY: given('SECRET_KEY') ?? secrets.secretKey,
    ADMIN_EMAIL: given('ADMIN_EMAIL') ?? secrets.adminEmail,
    ADMIN_PASSWORD: given('ADMIN_PASSWORD') === undefined ? secrets.adminPassword : process.env.ADMIN_PASSWORD,
    PORT: String(port),
    METRICS_PORT: String(metricsPort),
    RATE_LIMIT_SCALE: given('RATE_LIMIT_SCALE') ?? widerForTrials,
  };
}

/** @param {Record<string, string>} configuration */
export function howWideLimitsAre({ RATE_LIMIT_SCALE: scale }) {
  return given('RATE_LIMIT_SCALE') === undefined
    ? `${scale} times those of production (RATE_LIMIT_SCALE=${scale}); npm run start:prod keeps to 1`
    : `RATE_LIMIT_SCALE=${scale} of your environment`;
}

export function schemaName() {
  const schema = given('DB_SCHEME') ?? 'hotdeal';
  if (!/^\w{1,64}$/.test(schema)) throw new Unable('DB_SCHEME must be 1 to 64 letters, digits or underscores.');
  return schema;
}

/** @param {string} home */
export function whereAdministratorIs(home) {
  const file = secretsFile(home);
  if (given('ADMIN_EMAIL') === undefined && given('ADMIN_PASSWORD') === undefined) {
    return `adminEmail and adminPassword in ${file}`;
  }
  const email = given('ADMIN_EMAIL') === undefined ? `adminEmail in ${file}` : 'ADMIN_EMAIL of your environment';
  const password =
    given('ADMIN_PASSWORD') === undefined ? `adminPassword in ${file}` : 'ADMIN_PASSWORD of your environment';
  return `${email}, ${password}`;
}

/** @returns {Promise<{ port: number, metricsPort: number }>} */
export async function freePorts() {
  const port = portFrom('PORT', 8080);
  if (port !== 0 && !(await isFree(port))) {
    throw new Unable(`Port ${port} is in use by another program. Stop it, or choose another port: PORT=8081 npm start`);
  }
  const metricsPort = portFrom('METRICS_PORT', 9464);
  if (metricsPort === 0 || (await isFree(metricsPort, '127.0.0.1'))) {
    return { port: port || (await freePort()), metricsPort: metricsPort || (await freePort()) };
  }
  if (given('METRICS_PORT') !== undefined)
    throw new Unable(`METRICS_PORT ${metricsPort} is in use by another program.`);
  say(`The usual port of the metrics, ${metricsPort}, is in use: a free one is taken.`);
  return { port: port || (await freePort()), metricsPort: await freePort() };
}

/**
 * @param {string} name
 * @param {number} usual
 */
function portFrom(name, usual) {
  const port = Number(given(name) ?? usual);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Unable(`${name} must be a port, 0 to 65535.`);
  return port;
}
