import { type SqlQuery, sqlQueryAsRoot } from '../../support/root-queries';
import { type Caller, callerAt } from '../../support/caller';
import { integrityViolations } from '../../support/integrity';
import { ADMINISTRATOR, Logins } from '../../support/logins';
import { createProduct } from '../../support/products';
import { configFor, createScheme, dropScheme, onScheme } from '../../support/scheme';
import type { CallLog } from './call-log';
import { CardProvider } from './card-provider';
import { Buyers, type Shopping } from './buyers';
import type { Services } from './services';
import type { InstanceProcess } from './instance-process';
import { untrueProviderBooks } from './provider-verifier';
import { untrueAnswers, wrongSums } from './verifier';
import { newInstance, SECRET_KEY } from './new-instance';
import { Randomness } from './randomness';
import { redisClient, type Server } from '../../servers/servers';
import { until } from '../../servers/until';

export interface RigOptions {
  readonly services: Services;
  readonly seed: number;
  /** the folder that contains the `dist` under test */
  readonly build: string;
  /** the number of instances; two by default */
  readonly instances?: number;
  readonly variables?: Readonly<Record<string, string>>;
  /** with a payment provider, which is a process of its own */
  readonly provider?: boolean;
  /** run on the new schema before it is used */
  readonly statements?: readonly string[] | undefined;
}

export interface RunResult {
  /** a sentence for each promise that was not kept */
  readonly broken: readonly string[];
  readonly figures: Readonly<Record<string, number>>;
}

const HEALING_LIMIT_MS = 30_000;
/** What an instance had claimed when it died is due again after a minute. */
const MONEY_LIMIT_MS = 90_000;

/** Undecided orders, and due publications. */
const OPEN_WORK = `
  SELECT (SELECT COUNT(*) FROM orders WHERE status = 'ORDER_BEFORE')
    + (SELECT COUNT(*) FROM event_publications WHERE state = 'DUE') AS open`;
/** Payments whose end is not known, and refunds that are due. */
const OPEN_MONEY = `
  SELECT (SELECT COUNT(*) FROM payments WHERE state = 'CONFIRMING' OR state = 'CAPTURED' AND outcome IS NULL)
    + (SELECT COUNT(*) FROM refunds WHERE state = 'DUE') AS open`;

/** Instances of the application, a database and a Redis, with a fault proxy on each connection between them. */
export class Rig {
  readonly query: SqlQuery;
  readonly random: Randomness;
  readonly instances: InstanceProcess[] = [];
  /** all units that were ever added to the stock, by product */
  readonly stocked = new Map<number, number>();
  private readonly startedAt = performance.now();
  private faults = 0;
  private readonly logins: Logins;

  private constructor(
    private readonly options: RigOptions,
    readonly scheme: string,
    private readonly ownProvider: CardProvider | undefined,
  ) {
    this.query = sqlQueryAsRoot(options.services.database.port, scheme);
    this.random = new Randomness(options.seed);
    this.logins = new Logins(configFor(scheme, { SECRET_KEY }));
  }

  static async open(options: RigOptions): Promise<Rig> {
    const provider = options.provider === true ? await CardProvider.start(options.services.folder) : undefined;
    const rig = new Rig(options, await createScheme(), provider);
    const variables = { ...options.variables, ...provider?.variables };
    for (const statement of options.statements ?? []) await rig.query(statement);
    await rig.logins.store(rig.query);
    const started: Promise<void>[] = [];
    for (let number = 1; number <= (options.instances ?? 2); number++) {
      const instance = await newInstance(`instance-${number}`, rig.scheme, { ...options, variables });
      rig.instances.push(instance);
      started.push(instance.start());
    }
    await Promise.all(started);
    return rig;
  }

  /** for logs and pid files, which the launcher reads */
  get folder(): string {
    return this.options.services.folder;
  }

  /** the folder that contains the `dist` under test */
  get build(): string {
    return this.options.build;
  }

  get databasePort(): number {
    return this.options.services.database.port;
  }

  get database(): Server['process'] {
    return this.options.services.database.process;
  }

  get redis(): Server['process'] {
    return this.options.services.redis.process;
  }

  get provider(): CardProvider {
    if (this.ownProvider === undefined) throw new Error('The rig of this scenario has no payment provider');
    return this.ownProvider;
  }

  /** The instance of this number, from 0. */
  at(number: number): InstanceProcess {
    return this.instances[number] as InstanceProcess;
  }

  /** An administrator who calls the instance of this number. */
  admin(number = 0): Caller {
    return callerAt(this.at(number).address, this.token(ADMINISTRATOR));
  }

  buyer(userId: number, number = 0): Caller {
    return callerAt(this.at(number).address, this.token(userId));
  }

  token(userId: number): string {
    return this.logins.tokenOf(userId);
  }

  /** Creates a product with this many units in stock. */
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
    if (status !== 200) throw new Error(`the stock of product ${productId} was not increased: ${status}`);
    this.stocked.set(productId, (this.stocked.get(productId) ?? 0) + units);
  }

  /** Simulated customers at all instances in service. */
  buyers(shopping: Pick<Shopping, 'products' | 'buyers'> & Partial<Shopping>): Buyers {
    const random = this.random.fork();
    return new Buyers({
      random,
      address: () => this.addressInService(random),
      token: (userId) => this.token(userId),
      ...shopping,
    });
  }

  /** An instance as a load balancer would choose it. */
  addressInService(random: Randomness): string {
    const serving = this.instances.filter((instance) => instance.serving);
    return random.oneOf(serving.length > 0 ? serving : this.instances).address;
  }

  /** Prints a fault as it happens, and counts it. */
  note(fault: string): void {
    this.faults++;
    process.stdout.write(`  ${((performance.now() - this.startedAt) / 1000).toFixed(2)} s ${fault}\n`);
  }

  /** Sends a command to Redis, not through a proxy. */
  async redisCommand(...command: [string, ...string[]]): Promise<unknown> {
    const client = redisClient(this.options.services.redis.port);
    try {
      return await client.call(...command);
    } finally {
      client.disconnect();
    }
  }

  /** Ends all faults of proxies, servers and instances. */
  async heal(): Promise<void> {
    for (const { toDatabase, toRedis } of this.instances) {
      toDatabase.heal();
      toRedis.heal();
    }
    this.database.thaw();
    this.redis.thaw();
    await Promise.all([this.database.start(), this.redis.start(), this.ownProvider?.heal()]);
    await Promise.all(
      this.instances.map(async (instance) => {
        instance.thaw();
        // A fault that was injected earlier may kill it meanwhile.
        if (instance.alive) await instance.removeFaults().catch(() => instance.dead(HEALING_LIMIT_MS));
        if (!instance.alive) await instance.start();
      }),
    );
  }

  /**
   * Resolves when every order is decided, every publication and refund completed, and every payment ended; fails after 30 s
   * without progress, and after 90 s where a refund or a payment is left.
   */
  async completed(): Promise<void> {
    let open = Infinity;
    const isQuiet = async (sql: string): Promise<boolean> => {
      open = await this.count(sql);
      return open === 0 && (await Promise.all(this.instances.map((one) => one.ready()))).every((isReady) => isReady);
    };
    const progress = (): number => -open;
    await until(() => isQuiet(OPEN_WORK), { what: 'everything is completed', limitMs: HEALING_LIMIT_MS, progress });
    await until(() => isQuiet(OPEN_MONEY), {
      what: 'every payment and refund ended',
      limitMs: MONEY_LIMIT_MS,
      progress,
    });
    // What has ended last may have published events.
    await until(() => isQuiet(OPEN_WORK), { what: 'everything is completed', limitMs: HEALING_LIMIT_MS, progress });
  }

  /** Ends all faults, waits until nothing is in progress, and verifies every promise against the database. */
  async verify(...logs: readonly CallLog[]): Promise<RunResult> {
    await this.heal();
    const broken = this.instances.flatMap(({ unexpectedExits }) => unexpectedExits);
    await this.completed().catch((late: Error) => broken.push(late.message));
    broken.push(...(await onScheme(this.scheme, integrityViolations)));
    if (this.ownProvider !== undefined) {
      broken.push(...(await untrueProviderBooks(await this.ownProvider.payments(), this.query)));
    }
    const figures: Record<string, number> = { faults: this.faults, oversold: 0, undersold: 0, lost: 0 };
    const attempts = logs.flatMap((log) => log.attempts);
    const untrue = await untrueAnswers(attempts, this.query);
    const sums = await wrongSums(attempts, this.stocked, this.query);
    broken.push(...untrue, ...sums.complaints);
    figures['lost'] = untrue.filter((complaint) => complaint.endsWith('lost')).length;
    figures['oversold'] = sums.oversold;
    figures['undersold'] = sums.undersold;
    for (const { toDatabase } of this.instances) {
      figures['commits in doubt'] = (figures['commits in doubt'] ?? 0) + toDatabase.counts.commitsInDoubt;
    }
    for (const log of logs) {
      for (const [name, count] of Object.entries(log.figures)) figures[name] = (figures[name] ?? 0) + count;
    }
    return { broken, figures };
  }

  async close(): Promise<void> {
    await Promise.all(this.instances.map((instance) => instance.end()));
    await Promise.all(this.instances.flatMap(({ toDatabase, toRedis }) => [toDatabase.close(), toRedis.close()]));
    await Promise.all([this.database.start(), this.redis.start(), this.ownProvider?.close()]);
    await dropScheme(this.scheme);
  }

  private async count(sql: string): Promise<number> {
    const [row] = await this.query<{ open: number | string }>(sql);
    return Number(row?.open ?? Infinity);
  }
}
