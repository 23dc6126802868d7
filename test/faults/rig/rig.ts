import { type Ask, askerOf } from '../../support/root-queries';
import { type Caller, callerAt } from '../../support/caller';
import { integrityViolations } from '../../support/integrity';
import { ADMINISTRATOR, Logins } from '../../support/logins';
import { createProduct } from '../../support/products';
import { configFor, createScheme, dropScheme, onScheme } from '../../support/scheme';
import type { Book } from './book';
import { Buyers, type Shopping } from './buyers';
import type { Services } from './services';
import type { InstanceProcess } from './instance-process';
import { untrueAnswers, wrongSums } from './judge';
import { newInstance, SECRET_KEY } from './new-instance';
import { Randomness } from './randomness';
import { redisClient, type Server } from '../../servers/servers';
import { until } from '../../servers/until';

export interface RigOptions {
  readonly ground: Services;
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

const HEALING_LIMIT_MS = 30_000;

/** Instances of the application, a database, a Redis, misbehaving wires between them, and what has happened so far. */
export class Rig {
  readonly ask: Ask;
  readonly random: Randomness;
  readonly instances: InstanceProcess[] = [];
  /** units that were ever put on the shelf, by product */
  readonly stocked = new Map<number, number>();
  private readonly startedAt = performance.now();
  private faults = 0;
  private readonly logins: Logins;

  private constructor(
    private readonly options: RigOptions,
    readonly scheme: string,
  ) {
    this.ask = askerOf(options.ground.database.port, scheme);
    this.random = new Randomness(options.seed);
    this.logins = new Logins(configFor(scheme, { SECRET_KEY }));
  }

  static async open(options: RigOptions): Promise<Rig> {
    const rig = new Rig(options, await createScheme());
    for (const statement of options.statements ?? []) await rig.ask(statement);
    await rig.logins.begin(rig.ask);
    const started: Promise<void>[] = [];
    for (let number = 1; number <= (options.instances ?? 2); number++) {
      const instance = await newInstance(`instance-${number}`, rig.scheme, options);
      rig.instances.push(instance);
      started.push(instance.start());
    }
    await Promise.all(started);
    return rig;
  }

  /** for logs and pid files, which the launcher looks through */
  get folder(): string {
    return this.options.ground.folder;
  }

  get databasePort(): number {
    return this.options.ground.database.port;
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
    return callerAt(this.at(number).address, this.token(ADMINISTRATOR));
  }

  buyer(userId: number, number = 0): Caller {
    return callerAt(this.at(number).address, this.token(userId));
  }

  token(userId: number): string {
    return this.logins.tokenOf(userId);
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

  /** A fault, told as it happens. */
  note(fault: string): void {
    this.faults++;
    process.stdout.write(`  ${((performance.now() - this.startedAt) / 1000).toFixed(2)} s ${fault}\n`);
  }

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
        // What it was told before may end it now.
        if (instance.alive) await instance.disarm().catch(() => instance.dead(HEALING_LIMIT_MS));
        if (!instance.alive) await instance.start();
      }),
    );
  }

  /** Ends when every order is decided and every delivery made; fails when for so long none was. */
  async settled(): Promise<void> {
    let open = Infinity;
    const quiet = async (): Promise<boolean> => {
      open = await this.open();
      return open === 0 && (await Promise.all(this.instances.map((one) => one.ready()))).every((isReady) => isReady);
    };
    const progress = (): number => -open;
    await until(quiet, { what: 'everything is settled', limitMs: HEALING_LIMIT_MS, progress });
  }

  /** Heals, waits until nothing is under way any more, and holds everything that must hold against the database. */
  async judge(...books: readonly Book[]): Promise<Verdict> {
    await this.heal();
    const broken = this.instances.flatMap(({ ends }) => ends);
    await this.settled().catch((late: Error) => broken.push(late.message));
    broken.push(...(await onScheme(this.scheme, integrityViolations)));
    const figures: Record<string, number> = { faults: this.faults, oversold: 0, undersold: 0, lost: 0 };
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

  /** How many orders are undecided, and deliveries due. */
  private async open(): Promise<number> {
    const [open] = await this.ask<{ orders: number; deliveries: number }>(
      `SELECT (SELECT COUNT(*) FROM orders WHERE status = 'ORDER_BEFORE') AS orders,
              (SELECT COUNT(*) FROM event_publications WHERE state = 'DUE') AS deliveries`,
    );
    return open === undefined ? Infinity : open.orders + open.deliveries;
  }
}
