// What the launchers add to the environment of the application.
import { setting } from './environment';
import { freePort, isPortFree } from './ports';
import { type Secrets, secretsFile } from './secrets';
import { LauncherError, print } from './terminal';

export interface Ports {
  readonly port: number;
  readonly metricsPort: number;
}

export type Configuration = Readonly<
  Record<
    | 'DB_SCHEME'
    | 'SECRET_KEY'
    | 'ADMIN_EMAIL'
    | 'ADMIN_PASSWORD'
    | 'PORT'
    | 'METRICS_PORT'
    | 'RATE_LIMIT_SCALE'
    | 'CORS_ORIGINS'
    | 'LOG_FORMAT',
    string
  >
>;

/** So wide that no load test and no demo on one machine reaches a limit. */
const TRIAL_RATE_LIMIT_SCALE = '1000';

/** The page of a frontend developer comes from another port of this machine. */
const DEVELOPMENT_ORIGINS = 'http://localhost:*,http://127.0.0.1:*';

export type TrialFeatures = Readonly<Record<'PAYMENTS' | 'SHIPPING' | 'PAYMENT_SIMULATOR', string>>;

/**
 * A shop to try sells, is paid at the payment simulator, and ships; the environment and `.env` win. `PAYMENTS=off` alone is
 * a shop whose orders are complete when their stock is taken.
 */
export function trialFeatures(): TrialFeatures {
  const payments = setting('PAYMENTS') ?? (setting('NODE_ENV') === 'production' ? 'off' : 'on');
  const isProviderChosen = ['PAYMENT_PROVIDERS', 'TOSS_SECRET_KEY', 'CURRENCY'].some(
    (name) => setting(name) !== undefined,
  );
  return {
    PAYMENTS: payments,
    SHIPPING: setting('SHIPPING') ?? payments,
    PAYMENT_SIMULATOR: setting('PAYMENT_SIMULATOR') ?? (payments === 'on' && !isProviderChosen ? 'on' : 'off'),
  };
}

export function createConfiguration(secrets: Secrets, { port, metricsPort }: Ports): Configuration {
  return {
    DB_SCHEME: schemaName(),
    SECRET_KEY: setting('SECRET_KEY') ?? secrets.secretKey,
    ADMIN_EMAIL: setting('ADMIN_EMAIL') ?? secrets.adminEmail,
    // Taken as it is: a password may begin or end with a space.
    ADMIN_PASSWORD: setting('ADMIN_PASSWORD') === undefined ? secrets.adminPassword : process.env['ADMIN_PASSWORD']!,
    PORT: String(port),
    METRICS_PORT: String(metricsPort),
    RATE_LIMIT_SCALE: setting('RATE_LIMIT_SCALE') ?? TRIAL_RATE_LIMIT_SCALE,
    CORS_ORIGINS: setting('CORS_ORIGINS') ?? DEVELOPMENT_ORIGINS,
    LOG_FORMAT: setting('LOG_FORMAT') ?? (process.stdout.isTTY ? 'pretty' : 'json'),
  };
}

export function describeRateLimits({ RATE_LIMIT_SCALE: scale }: Pick<Configuration, 'RATE_LIMIT_SCALE'>): string {
  return setting('RATE_LIMIT_SCALE') === undefined
    ? `${scale} times those of production (RATE_LIMIT_SCALE=${scale}); npm run start:prod uses 1`
    : `RATE_LIMIT_SCALE=${scale}, from your environment`;
}

export function describeOrigins({ CORS_ORIGINS: origins }: Pick<Configuration, 'CORS_ORIGINS'>): string {
  return setting('CORS_ORIGINS') === undefined
    ? 'pages of this machine on any port may call the API; in production only those of CORS_ORIGINS'
    : `CORS_ORIGINS=${origins}, from your environment`;
}

export function describePayments({ PAYMENTS: payments }: TrialFeatures, simulator: string | undefined): string {
  if (payments !== 'on') return 'off: orders are complete without being paid';
  return simulator ?? 'on, by the providers of your environment';
}

export function describeShipping({ SHIPPING: shipping }: TrialFeatures): string {
  return shipping === 'on' ? 'orders are shipped and delivered by the clock' : 'off';
}

export function describeLog({ LOG_FORMAT: format }: Pick<Configuration, 'LOG_FORMAT'>): string {
  return format === 'pretty'
    ? 'one line a second for all requests; every request with LOG_LEVEL=debug, JSON with LOG_FORMAT=json'
    : 'JSON, one line for every request';
}

export function schemaName(): string {
  const schema = setting('DB_SCHEME') ?? 'hotdeal';
  if (!/^\w{1,64}$/.test(schema)) throw new LauncherError('DB_SCHEME must be 1 to 64 letters, digits or underscores.');
  return schema;
}

/** Where a reader finds the administrator's e-mail and password. */
export function describeAdministrator(dataFolder: string): string {
  const file = secretsFile(dataFolder);
  const [hasEmail, hasPassword] = ['ADMIN_EMAIL', 'ADMIN_PASSWORD'].map((name) => setting(name) !== undefined);
  if (hasEmail !== true && hasPassword !== true) return `adminEmail and adminPassword in ${file}`;
  const email = hasEmail === true ? 'ADMIN_EMAIL of your environment' : `adminEmail in ${file}`;
  const password = hasPassword === true ? 'ADMIN_PASSWORD of your environment' : `adminPassword in ${file}`;
  return `${email}, ${password}`;
}

export async function choosePorts(): Promise<Ports> {
  const port = portFrom('PORT', 8080);
  if (port !== 0 && !(await isPortFree(port))) {
    throw new LauncherError(
      `Port ${port} is in use by another program. Stop that program, or choose another port: PORT=8081 npm start`,
    );
  }
  return { port: port || (await freePort()), metricsPort: (await chooseMetricsPort()) || (await freePort()) };
}

async function chooseMetricsPort(): Promise<number> {
  const port = portFrom('METRICS_PORT', 9464);
  if (port === 0 || (await isPortFree(port, '127.0.0.1'))) return port;
  if (setting('METRICS_PORT') !== undefined) {
    throw new LauncherError(`METRICS_PORT ${port} is in use by another program.`);
  }
  print(`The default port of the metrics, ${port}, is in use: the metrics get another port.`);
  return 0;
}

export function portFrom(name: string, defaultPort: number): number {
  const port = Number(setting(name) ?? defaultPort);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new LauncherError(`${name} must be a port number, 0 to 65535.`);
  }
  return port;
}
