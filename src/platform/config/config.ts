import { isIP } from 'node:net';
import { z } from 'zod';
import { type KafkaAccess, kafkaFrom, kafkaVariables, missingForKafka } from './kafka';
import { limitsFrom, type Limits, limitVariables } from './limits';
import { origins, trustedProxies } from './network';
import { lockNodes, plainPlace, type RedisPlace, redisUrl } from './redis-place';
import { wholeNumber } from './whole-number';

const text = z.string().trim();
const scheme = text.regex(/^\w{1,64}$/, 'must be 1 to 64 letters, digits or underscores');
const timeZone = text.refine((zone) => {
  try {
    Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}, 'must be a time zone name such as Asia/Seoul');

const variables = z.object({
  NODE_ENV: text.default('development'),
  DB_HOST: text.min(1),
  DB_PORT: wholeNumber(1, 65_535).default(3306),
  DB_SCHEME: scheme.default('hotdeal'),
  DB_USERNAME: text.min(1),
  DB_PASSWORD: z.string().default(''),
  DB_POOL: wholeNumber(2, 200).default(10),
  DB_REPLICA_HOST: text.optional(),
  DB_REPLICA_PORT: wholeNumber(1, 65_535).optional(),
  DB_REPLICA_SCHEME: scheme.optional(),
  DB_REPLICA_USERNAME: text.optional(),
  DB_REPLICA_PASSWORD: z.string().optional(),
  DB_REPLICA_POOL: wholeNumber(2, 200).optional(),
  DB_REPLICA_MAX_LAG_S: wholeNumber(3, 3_600).default(5),
  SECRET_KEY: z.string().refine((secret) => Buffer.byteLength(secret) >= 32, 'must have at least 32 bytes'),
  REDIS_URL: redisUrl.optional(),
  REDIS_HOST: text.optional(),
  REDIS_PORT: wholeNumber(1, 65_535).default(6379),
  REDIS_PASSWORD: z.string().default(''),
  REDLOCK_NODES: lockNodes.default([]),
  PORT: wholeNumber(0, 65_535).default(8080),
  METRICS_HOST: text.refine((host) => isIP(host) !== 0, 'must be an IP address').default('127.0.0.1'),
  METRICS_PORT: wholeNumber(0, 65_535).default(9464),
  DOCS: z.enum(['on', 'off']).optional(),
  APP_TIMEZONE: timeZone.default('Asia/Seoul'),
  ADMIN_EMAIL: text.optional(),
  ADMIN_PASSWORD: z.string().optional(),
  CORS_ORIGINS: origins.default([]),
  TRUST_PROXY: trustedProxies.default([]),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  LOCK_WAIT_MS: wholeNumber(0, 30_000).default(4000),
  LOCK_LEASE_MS: wholeNumber(1, 60_000).default(2000),
  WEBHOOK_PRIVATE_ADDRESSES: z.enum(['on', 'off']).default('off'),
  ...kafkaVariables,
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/, error: 'must be an http(s) address' }).optional(),
  ...limitVariables,
});
const environment = variables.superRefine((env, context) => {
  const { ADMIN_EMAIL, ADMIN_PASSWORD } = env;
  const missing = missingForKafka(env);
  if (ADMIN_EMAIL === undefined && ADMIN_PASSWORD !== undefined) missing.push('ADMIN_EMAIL');
  if (ADMIN_PASSWORD === undefined && ADMIN_EMAIL !== undefined) missing.push('ADMIN_PASSWORD');
  if (env.REDIS_URL === undefined && env.REDIS_HOST === undefined) missing.push('REDIS_HOST');
  for (const name of missing) context.addIssue({ code: 'custom', path: [name], message: 'is needed with the other' });
});

type DatabasePlace = Readonly<Record<'host' | 'scheme' | 'username' | 'password', string>> & {
  readonly port: number;
  readonly pool: number;
};

/** The whole configuration of one process: checked, typed and frozen. Nothing else reads `process.env`. */
export class Config {
  readonly production: boolean;
  readonly database: DatabasePlace;
  /** a copy of the database for what may be old by so many milliseconds; undefined: there is none */
  readonly replica: (DatabasePlace & { readonly maxLag: number }) | undefined;
  readonly redis: RedisPlace;
  /** of the locks alone, each independent of the others; none: locks are where everything else is */
  readonly lockNodes: readonly RedisPlace[];
  /** signs and checks every token; at least 32 bytes */
  readonly secretKey: string;
  readonly port: number;
  readonly metricsHost: string;
  readonly metricsPort: number;
  readonly docs: boolean;
  readonly timeZone: string;
  readonly firstAdministrator: { email: string; password: string } | undefined;
  readonly corsOrigins: readonly string[];
  readonly trustProxy: readonly string[];
  readonly logLevel: string;
  /** both in milliseconds */
  readonly lock: { wait: number; lease: number };
  /** where Kafka is told what happens; `undefined`: it is not */
  readonly kafka: KafkaAccess | undefined;
  /** whether webhooks may be on this machine or in private networks */
  readonly webhooksAnywhere: boolean;
  /** where traces go to; undefined: nothing is traced */
  readonly tracesTo: string | undefined;
  /** with `RATE_LIMIT_SCALE` in them already */
  readonly limits: Limits;

  private constructor(env: z.infer<typeof environment>) {
    this.production = env.NODE_ENV === 'production';
    this.database = {
      host: env.DB_HOST,
      port: env.DB_PORT,
      scheme: env.DB_SCHEME,
      username: env.DB_USERNAME,
      password: env.DB_PASSWORD,
      pool: env.DB_POOL,
    };
    this.replica = replicaFrom(env, this.database);
    this.redis = env.REDIS_URL ?? plainPlace(env.REDIS_HOST ?? '', env.REDIS_PORT, env.REDIS_PASSWORD);
    this.lockNodes = env.REDLOCK_NODES;
    this.secretKey = env.SECRET_KEY;
    this.port = env.PORT;
    this.metricsHost = env.METRICS_HOST;
    this.metricsPort = env.METRICS_PORT;
    this.docs = env.DOCS === undefined ? !this.production : env.DOCS === 'on';
    this.timeZone = env.APP_TIMEZONE;
    this.firstAdministrator =
      env.ADMIN_EMAIL !== undefined && env.ADMIN_PASSWORD !== undefined
        ? { email: env.ADMIN_EMAIL, password: env.ADMIN_PASSWORD }
        : undefined;
    this.corsOrigins = env.CORS_ORIGINS;
    this.trustProxy = env.TRUST_PROXY;
    this.logLevel = env.LOG_LEVEL;
    this.lock = { wait: env.LOCK_WAIT_MS, lease: env.LOCK_LEASE_MS };
    this.kafka = kafkaFrom(env);
    this.webhooksAnywhere = env.WEBHOOK_PRIVATE_ADDRESSES === 'on';
    this.tracesTo = env.OTEL_EXPORTER_OTLP_ENDPOINT;
    this.limits = limitsFrom(env);
    for (const section of Object.values(this)) Object.freeze(section);
    Object.freeze(this);
  }

  /** @throws Error that names every variable that is missing or wrong, without its value */
  static from(variables: Readonly<Record<string, string | undefined>>): Config {
    const given = Object.fromEntries(
      Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
    );
    const parsed = environment.safeParse(given);
    if (parsed.success) return new Config(parsed.data);
    const complaints = parsed.error.issues.map((issue) => {
      const name = issue.path.join('.');
      return `  ${name}: ${given[name] === undefined ? 'is not set' : issue.message}`;
    });
    throw new Error(`The configuration is incomplete or wrong:\n${complaints.join('\n')}\nSee .env.example.`);
  }

  /** Reads the environment, and `.env` for what the environment leaves open. */
  static fromEnvironment(): Config {
    try {
      process.loadEnvFile();
    } catch {
      // no .env file: the environment alone
    }
    return Config.from(process.env);
  }
}

/** What is not said of the replica is as it is with the database itself. */
function replicaFrom(env: z.infer<typeof environment>, database: DatabasePlace): Config['replica'] {
  if (env.DB_REPLICA_HOST === undefined) return undefined;
  return {
    host: env.DB_REPLICA_HOST,
    port: env.DB_REPLICA_PORT ?? database.port,
    scheme: env.DB_REPLICA_SCHEME ?? database.scheme,
    username: env.DB_REPLICA_USERNAME ?? database.username,
    password: env.DB_REPLICA_PASSWORD ?? database.password,
    pool: env.DB_REPLICA_POOL ?? database.pool,
    maxLag: env.DB_REPLICA_MAX_LAG_S * 1_000,
  };
}
