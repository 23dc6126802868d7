import { mkdirSync } from 'node:fs';
import { createConnection } from 'mysql2/promise';
import { AccessTokens } from '#platform/security/access-tokens';
import type { Principal } from '#platform/security/principal';
import { type Caller, callerAt } from '../../support/caller';
import { brokenEquations } from '../../support/conservation';
import { MachineClock } from '../../support/machine-clock';
import { createProduct } from '../../support/products';
import { configFor, createScheme, dropScheme, onScheme } from '../../support/scheme';
import type { Book } from './book';
import { Buyers, type Shopping } from './buyers';
import { FaultProxy } from './fault-proxy';
import { InstanceProcess } from './instance-process';
import { type Ask, untrueAnswers, wrongSums } from './judge';
import { Randomness } from './randomness';
import { freePort, redisClient, type Server, startDatabase, startRedis } from './servers';
import { until } from './until';

/** The database and the Redis that all scenarios of a run share, each with a schema of its own. */
export interface Ground {
  readonly database: Server;
  readonly redis: Server;
  readonly folder: string;
}

export interface RigOptions {
  readonly ground: Ground;
  readonly seed: number;
  /** the folder that holds the `dist` under test */
  readonly build: string;
  /** how many instances; two by default */
  readonly instances?: number;
  readonly variables?: Readonly<Record<string, string>>;
  /** carried out on the new schema before anybody uses it */
  readonly statements?: readonly string[] | undefined;
}

export interface Verdict {
  /** a sentence for each promise that was not kept */
  readonly broken: readonly string[];
  readonly figures: Readonly<Record<string, number>>;
}

const ADMINISTRATOR = 1_000_000;
const USERS = 5_000;
const HEALING_LIMIT_MS = 30_000;
const SECRET_KEY = 'a key for the tests, of more than thirty-two bytes';

export async function openGround(folder: string): Promise<Ground> {
  mkdirSync(folder, { recursive: true });
  const [database, redis] = await Promise.all([startDatabase(folder), startRedis(folder)]);
  Object.assign(process.env, { DB_HOST: '127.0.0.1', DB_PORT: String(database.port), DB_USERNAME: 'root' });
  Object.assign(process.env, { DB_PASSWORD: '', REDIS_HOST: '127.0.0.1', REDIS_PORT: String(redis.port) });
  return { database, redis, folder };
}

export async function closeGround({ database, redis }: Ground): Promise<void> {
  await Promise.all([database.process.stop(), redis.process.stop()]);
}

/** Instances of the application, a database, a Redis, misbehaving wires between them, and what has happened so far. */
export class Rig {
  readonly random: Randomness;
  readonly instances: InstanceProcess[] = [];
  /** units that were ever put on the shelf, by product */
  readonly stocked = new Map<number, number>();
  /** every fault, as it happened */
  readonly schedule: string[] = [];
  private readonly startedAt = performance.now();
  private readonly tokens = new Map<number, string>();
  private readonly signer: AccessTokens;

  private constructor(
    private readonly options: RigOptions,
    readonly scheme: string,
  ) {
    this.random = new Randomness(options.seed);
    this.signer = new AccessTokens(configFor(scheme, { SECRET_KEY }), new MachineClock());
  }

  static async open(options: RigOptions): Promise<Rig> {
    const rig = new Rig(options, await createScheme());
    for (const statement of options.statements ?? []) await rig.ask(statement);
    await rig.logEverybodyIn();
    const started: Promise<void>[] = [];
    for (let number = 1; number <= (options.instances ?? 2); number++) {
      const instance = await rig.newInstance(`instance-${number}`);
      rig.instances.push(instance);
      started.push(instance.start());
    }
    await Promise.all(started);
    return rig;
  }

  get database(): Server['process'] {
    return this.options.ground.database.process;
  }

  get redis(): Server['process'] {
    return this.options.ground.redis.process;
  }

  /** The instance of this number, from 0. */
  at(number: number): InstanceProcess {
    return this.instances[number] as InstanceProcess;
  }

  /** As an administrator sees the instance of this number. */
  admin(number = 0): Caller {
    return callerAt(this.at(number).address, this.token(ADMINISTRATOR, 'ADMIN'));
  }

  buyer(userId: number, number = 0): Caller {
    return callerAt(this.at(number).address, this.token(userId));
  }

  token(userId: number, role: Principal['role'] = 'USER'): string {
    const known = this.tokens.get(userId);
    if (known !== undefined) return known;
    const { token } = this.signer.sign({ userId, role, sessionId: loginOf(userId), generation: 0 });
    this.tokens.set(userId, token);
    return token;
  }

  /** A new product with so many units on its shelf. */
  async stock(units: number): Promise<number> {
    const productId = await createProduct(this.admin(), {
      productName: '램프',
      productPrice: 10_000,
      productCategory: 'HOME_LIVING',
    });
    await this.restock(productId, units);
    return productId;
  }

  async restock(productId: number, units: number): Promise<void> {
    const { status } = await this.admin().post(`/api/stocks/product/${productId}/increase?quantity=${units}`);
    if (status !== 200) throw new Error(`the shelf of product ${productId} was not filled: ${status}`);
    this.stocked.set(productId, (this.stocked.get(productId) ?? 0) + units);
  }

  /** People who shop at all instances that serve. */
  buyers(shopping: Pick<Shopping, 'products' | 'buyers'> & Partial<Shopping>): Buyers {
    const random = this.random.fork();
    return new Buyers({
      random,
      address: () => {
        const serving = this.instances.filter((instance) => instance.serving);
        return random.oneOf(serving.length > 0 ? serving : this.instances).address;
      },
      token: (userId) => this.token(userId),
      ...shopping,
    });
  }

  /** A fault, noted as it happens. */
  note(fault: string): void {
    this.schedule.push(`${((performance.now() - this.startedAt) / 1000).toFixed(2)} s ${fault}`);
  }

  readonly ask: Ask = async (sql, parameters = []) => {
    const connection = await createConnection({
      host: '127.0.0.1',
      port: this.options.ground.database.port,
      user: 'root',
      database: this.scheme,
      timezone: 'Z',
    });
    try {
      const [rows] = await connection.query(sql, parameters as unknown[]);
      return rows as never;
    } finally {
      await connection.end();
    }
  };

  /** One command to Redis, past all wires. */
  async tellRedis(...command: [string, ...string[]]): Promise<unknown> {
    const client = redisClient(this.options.ground.redis.port);
    try {
      return await client.call(...command);
    } finally {
      client.disconnect();
    }
  }

  /** Everything works again: wires, servers, instances. */
  async heal(): Promise<void> {
    for (const { toDatabase, toRedis } of this.instances) {
      toDatabase.heal();
      toRedis.heal();
    }
    this.database.thaw();
    this.redis.thaw();
    await Promise.all([this.database.start(), this.redis.start()]);
    await Promise.all(
      this.instances.map(async (instance) => {
        instance.thaw();
        if (instance.alive) await instance.disarm();
        else await instance.start();
      }),
    );
  }

  /** Ends when every order is decided and every delivery made. */
  async settled(): Promise<void> {
    await until(() => this.quiet(), { what: 'everything is settled', limitMs: HEALING_LIMIT_MS });
  }

  /** Heals, waits until nothing is under way any more, and holds everything that must hold against the database. */
  async judge(...books: readonly Book[]): Promise<Verdict> {
    await this.heal();
    const broken = this.instances.flatMap(({ ends }) => ends);
    await this.settled().catch((late: Error) => broken.push(late.message));
    broken.push(...(await onScheme(this.scheme, brokenEquations)));
    const figures: Record<string, number> = { faults: this.schedule.length, oversold: 0, undersold: 0, lost: 0 };
    const intentions = books.flatMap((book) => book.intentions);
    const untrue = await untrueAnswers(intentions, this.ask);
    const sums = await wrongSums(intentions, this.stocked, this.ask);
    broken.push(...untrue, ...sums.complaints);
    figures['lost'] = untrue.filter((complaint) => complaint.endsWith('lost')).length;
    figures['oversold'] = sums.oversold;
    figures['undersold'] = sums.undersold;
    for (const { toDatabase } of this.instances) {
      figures['commits in doubt'] = (figures['commits in doubt'] ?? 0) + toDatabase.counts.commitsInDoubt;
    }
    for (const book of books) {
      for (const [name, count] of Object.entries(book.figures)) figures[name] = (figures[name] ?? 0) + count;
    }
    return { broken, figures };
  }

  async close(): Promise<void> {
    await Promise.all(this.instances.map((instance) => instance.end()));
    await Promise.all(this.instances.flatMap(({ toDatabase, toRedis }) => [toDatabase.close(), toRedis.close()]));
    await Promise.all([this.database.start(), this.redis.start()]);
    await dropScheme(this.scheme);
  }

  private async quiet(): Promise<boolean> {
    const [open] = await this.ask<{ orders: number; deliveries: number }>(
      `SELECT (SELECT COUNT(*) FROM orders WHERE status = 'ORDER_BEFORE') AS orders,
              (SELECT COUNT(*) FROM deliveries WHERE state = 'DUE') AS deliveries`,
    );
    const ready = await Promise.all(this.instances.map((instance) => instance.ready()));
    return open?.orders === 0 && open.deliveries === 0 && ready.every((isReady) => isReady);
  }

  private async newInstance(name: string): Promise<InstanceProcess> {
    const { ground, build, variables } = this.options;
    const [toDatabase, toRedis] = await Promise.all([
      FaultProxy.to('127.0.0.1', ground.database.port),
      FaultProxy.to('127.0.0.1', ground.redis.port),
    ]);
    return new InstanceProcess({
      name,
      build,
      folder: ground.folder,
      port: await freePort(),
      toDatabase,
      toRedis,
      environment: {
        NODE_ENV: 'production',
        DB_SCHEME: this.scheme,
        DB_USERNAME: 'root',
        DB_PASSWORD: '',
        SECRET_KEY,
        METRICS_PORT: String(await freePort()),
        LOG_LEVEL: 'warn',
        RATE_LIMIT_SCALE: '1000',
        ...variables,
      },
    });
  }

  private async logEverybodyIn(): Promise<void> {
    const users = [ADMINISTRATOR, ...Array.from({ length: USERS }, (_, index) => index + 1)];
    await this.ask(`INSERT INTO sessions (session_id, account_id, expires_at) VALUES ?`, [
      users.map((userId) => [loginOf(userId), userId, new Date(Date.now() + 86_400_000)]),
    ]);
  }
}

const loginOf = (userId: number): string => `login-of-${userId}`;
