import { isIP } from 'node:net';
import type { FactoryProvider } from '@nestjs/common';
import { z } from 'zod';
import { type ConfigSection, wholeNumber } from './config-section';
import { limitVariables, Limits } from './limits';
import { origins, trustedProxies } from './network';
import { type PiiKey, piiKeys } from './pii-keys';
import { lockNodes, plainPlace, type RedisPlace, redisUrl } from './redis-place';

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

const variables = {
  NODE_ENV: text.default('development'),
  DB_HOST: text.min(1),
  DB_PORT: wholeNumber(1, 65_535).default(3306),
  DB_SCHEME: scheme.default('hotdeal'),
  DB_USERNAME: text.min(1),
  DB_PASSWORD: z.string().default(''),
  DB_POOL: wholeNumber(2, 200).default(10),
  DB_SCAN_POOL: wholeNumber(1, 100).default(4),
  DB_REPLICA_HOST: text.optional(),
  DB_REPLICA_PORT: wholeNumber(1, 65_535).optional(),
  DB_REPLICA_SCHEME: scheme.optional(),
  DB_REPLICA_USERNAME: text.optional(),
  DB_REPLICA_PASSWORD: z.string().optional(),
  DB_REPLICA_POOL: wholeNumber(2, 200).optional(),
  DB_REPLICA_MAX_LAG_S: wholeNumber(3, 3_600).default(5),
  SECRET_KEY: z.string().refine((secret) => Buffer.byteLength(secret) >= 32, 'must have at least 32 bytes'),
  PII_KEYS: piiKeys.default([]),
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
  CORS_ORIGINS: origins.default([]),
  TRUST_PROXY: trustedProxies.default([]),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  LOG_FORMAT: z.enum(['json', 'pretty']).default('json'),
  LOCK_WAIT_MS: wholeNumber(0, 30_000).default(4000),
  LOCK_LEASE_MS: wholeNumber(1, 60_000).default(2000),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/, error: 'must be an http(s) address' }).optional(),
  ...limitVariables,
};
type Values = z.infer<z.ZodObject<typeof variables>>;

type DatabasePlace = Readonly<Record<'host' | 'scheme' | 'username' | 'password', string>> & {
  readonly port: number;
  readonly pool: number;
};

/**
 * The whole configuration of one process: checked, typed and frozen. Nothing else reads `process.env`. What only one
 * module needs is in the section of that module.
 */
export class Config {
  readonly production: boolean;
  readonly database: DatabasePlace;
  /** a copy of the database for reads that may be old by `maxLag` milliseconds; undefined: there is none */
  readonly replica: (DatabasePlace & { readonly maxLag: number }) | undefined;
  /** connections of their own for reads that scan */
  readonly scanPool: number;
  readonly redis: RedisPlace;
  /** independent servers that keep only locks; none: locks are in `redis` like everything else */
  readonly lockNodes: readonly RedisPlace[];
  /** signs and checks every token; at least 32 bytes */
  readonly secretKey: string;
  /** seal personal data: the first one seals, all of them open; none: a key derived from `secretKey` */
  readonly piiKeys: readonly PiiKey[];
  readonly port: number;
  readonly metricsHost: string;
  readonly metricsPort: number;
  readonly docs: boolean;
  readonly timeZone: string;
  readonly corsOrigins: readonly string[];
  readonly trustProxy: readonly string[];
  readonly logLevel: string;
  readonly logFormat: 'json' | 'pretty';
  /** both in milliseconds */
  readonly lock: { wait: number; lease: number };
  /** where traces are sent; undefined: nothing is traced */
  readonly tracesTo: string | undefined;
  readonly limits: Limits;
  private readonly sections: ReadonlyMap<ConfigSection, object>;

  private constructor(values: Values, sections: readonly ConfigSection[]) {
    this.production = values.NODE_ENV === 'production';
    this.database = {
      host: values.DB_HOST,
      port: values.DB_PORT,
      scheme: values.DB_SCHEME,
      username: values.DB_USERNAME,
      password: values.DB_PASSWORD,
      pool: values.DB_POOL,
    };
    this.replica = replicaFrom(values, this.database);
    this.scanPool = values.DB_SCAN_POOL;
    this.redis = values.REDIS_URL ?? plainPlace(values.REDIS_HOST ?? '', values.REDIS_PORT, values.REDIS_PASSWORD);
    this.lockNodes = values.REDLOCK_NODES;
    this.secretKey = values.SECRET_KEY;
    this.piiKeys = values.PII_KEYS;
    this.port = values.PORT;
    this.metricsHost = values.METRICS_HOST;
    this.metricsPort = values.METRICS_PORT;
    this.docs = values.DOCS === undefined ? !this.production : values.DOCS === 'on';
    this.timeZone = values.APP_TIMEZONE;
    this.corsOrigins = values.CORS_ORIGINS;
    this.trustProxy = values.TRUST_PROXY;
    this.logLevel = values.LOG_LEVEL;
    this.logFormat = values.LOG_FORMAT;
    this.lock = { wait: values.LOCK_WAIT_MS, lease: values.LOCK_LEASE_MS };
    this.tracesTo = values.OTEL_EXPORTER_OTLP_ENDPOINT;
    this.limits = new Limits(values);
    this.sections = new Map(sections.map((section) => [section, frozen(new section(values as never, this as never))]));
    frozen(this);
  }

  /**
   * @param sections those of the modules, whose variables are checked together with the platform's
   * @throws Error that names every variable that is missing or wrong, without its value
   */
  static from(given: Readonly<Record<string, string | undefined>>, sections: readonly ConfigSection[] = []): Config {
    const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== ''));
    const parsed = schemaOf(sections).safeParse(set);
    if (parsed.success) return new Config(parsed.data, sections);
    const problems = parsed.error.issues.map((issue) => {
      const name = issue.path.join('.');
      return `  ${name}: ${set[name] === undefined ? 'is not set' : issue.message}`;
    });
    throw new Error(`The configuration is incomplete or wrong:\n${problems.join('\n')}\nSee .env.example.`);
  }

  /** Reads the environment, and `.env` for variables that the environment does not set. */
  static fromEnvironment(sections: readonly ConfigSection[]): Config {
    try {
      process.loadEnvFile();
    } catch {
      // Without a .env file the environment alone counts.
    }
    return Config.from(process.env, sections);
  }

  section<Section extends object>(type: ConfigSection<Section>): Section {
    const section = this.sections.get(type);
    if (section === undefined) throw new Error('This section was not given to the configuration');
    return section as Section;
  }
}

/** Provides a module's section under its class. */
export function provideSection<Section extends object>(type: ConfigSection<Section>): FactoryProvider<Section> {
  return { provide: type, inject: [Config], useFactory: (config: Config) => config.section(type) };
}

/** @throws Error when two sections declare the same variable */
function schemaOf(sections: readonly ConfigSection[]): z.ZodType<Values> {
  const all: Record<string, z.ZodType> = { ...variables };
  for (const [name, type] of sections.flatMap((section) => Object.entries(section.variables))) {
    if (all[name] !== undefined) throw new Error(`${name} is declared twice`);
    all[name] = type;
  }
  return z.object(all).superRefine((values, context) => {
    const missing = sections.flatMap((section) => section.missing?.(values as never) ?? []);
    if (values['REDIS_URL'] === undefined && values['REDIS_HOST'] === undefined) missing.push('REDIS_HOST');
    for (const name of missing) context.addIssue({ code: 'custom', path: [name], message: 'is needed with the other' });
  }) as unknown as z.ZodType<Values>;
}

/** The replica takes what is not set for it from the database itself. */
function replicaFrom(values: Values, database: DatabasePlace): Config['replica'] {
  if (values.DB_REPLICA_HOST === undefined) return undefined;
  return {
    host: values.DB_REPLICA_HOST,
    port: values.DB_REPLICA_PORT ?? database.port,
    scheme: values.DB_REPLICA_SCHEME ?? database.scheme,
    username: values.DB_REPLICA_USERNAME ?? database.username,
    password: values.DB_REPLICA_PASSWORD ?? database.password,
    pool: values.DB_REPLICA_POOL ?? database.pool,
    maxLag: values.DB_REPLICA_MAX_LAG_S * 1_000,
  };
}

function frozen<T extends object>(section: T): T {
  for (const part of Object.values(section)) Object.freeze(part);
  return Object.freeze(section);
}
