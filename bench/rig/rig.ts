import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type SqlQuery, sqlQueryAsRoot } from '../../test/support/root-queries';
import { type Caller, callerAt } from '../../test/support/caller';
import { ADMINISTRATOR, Logins } from '../../test/support/logins';
import { createProduct } from '../../test/support/products';
import { configFor, createScheme } from '../../test/support/scheme';
import { ServerProcess } from '../../test/servers/server-process';
import { type DatabaseProgram, freePort, type Server, startDatabase, startRedis } from '../../test/servers/servers';
import { cpuOf } from './process-stats';
import { Loader } from './load';
import { productionOptions, ShopServer } from './shop-server';

export interface RigOptions {
  /** for data, logs and pid files */
  readonly folder: string;
  readonly progress: (what: string) => void;
  /** instead of the one that the launcher found */
  readonly database?: DatabaseProgram;
}

/** ms of CPU since the start of each process */
export interface Cpu {
  readonly server: number;
  readonly database: number;
  readonly redis: number;
}

const SECRET_KEY = 'a key for the bench, of more than thirty-two bytes';
const QUIET_MS = 250;
/** What timers of the three processes may use in that time. */
const QUIET_CPU_MS = 30;
const QUIET_LIMIT_MS = 60_000;

/** The production build with its own database and Redis, and a process that makes the load. */
export class Rig {
  readonly query: SqlQuery;
  private readonly logins: Logins;
  private readonly neighbours: Rig[] = [];

  private constructor(
    readonly options: RigOptions,
    readonly database: Server,
    readonly redis: Server,
    readonly server: ShopServer,
    readonly loader: Loader,
  ) {
    this.query = sqlQueryAsRoot(database.port, server.scheme);
    this.logins = new Logins(configFor(server.scheme, { SECRET_KEY }));
  }

  static async open(options: RigOptions): Promise<Rig> {
    mkdirSync(options.folder, { recursive: true });
    options.progress('starting a database, a Redis and the server');
    const { folder, database: program } = options;
    const [database, redis] = await Promise.all([startDatabase(folder, program), startRedis(folder)]);
    const address = { DB_HOST: '127.0.0.1', DB_PORT: String(database.port), DB_USERNAME: 'root', DB_PASSWORD: '' };
    Object.assign(process.env, address, { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(redis.port) });
    return Rig.serve(options, database, redis);
  }

  private static async serve(
    options: RigOptions,
    database: Server,
    redis: Server,
    variables: Readonly<Record<string, string>> = {},
  ): Promise<Rig> {
    const server = await ShopServer.start(options.folder, await createScheme(), { SECRET_KEY, ...variables });
    const rig = new Rig(options, database, redis, server, new Loader());
    await rig.logins.store(rig.query);
    return rig;
  }

  /** A second server on the same database and Redis, with a schema and variables of its own. It ends with this rig. */
  async neighbour(name: string, variables: Readonly<Record<string, string>> = {}): Promise<Rig> {
    const folder = `${this.options.folder}-${name}`;
    mkdirSync(folder, { recursive: true });
    const neighbour = await Rig.serve({ ...this.options, folder }, this.database, this.redis, variables);
    this.neighbours.push(neighbour);
    return neighbour;
  }

  async close(): Promise<void> {
    for (const { loader, server } of [this, ...this.neighbours]) {
      loader.close();
      await server.stop();
    }
    await Promise.all([this.database.process.stop(), this.redis.process.stop()]);
  }

  progress(what: string): void {
    this.options.progress(what);
  }

  /** @param pid of the process to measure instead of the server */
  cpu(pid = this.server.pid): Cpu {
    return { server: cpuOf(pid), database: cpuOf(this.database.process.pid), redis: cpuOf(this.redis.process.pid) };
  }

  /** Resolves when every publication is completed and the three processes are idle. */
  async idle(): Promise<void> {
    const end = performance.now() + QUIET_LIMIT_MS;
    const total = (): number => Object.values(this.cpu()).reduce((sum, part) => sum + part, 0);
    for (let before = total(); performance.now() < end;) {
      const [due] = await this.query<{ number: number }>(`SELECT COUNT(*) AS number FROM event_publications`);
      await pause(QUIET_MS);
      const now = total();
      if (due?.number === 0 && now - before <= QUIET_CPU_MS) return;
      before = now;
    }
    throw new Error('The server did not become idle');
  }

  get admin(): Caller {
    return callerAt(this.server.address, this.token(ADMINISTRATOR));
  }

  /** @param users at most 5,000 */
  tokens(users: number): string[] {
    return Array.from({ length: users }, (_, index) => this.token(index + 1));
  }

  token(userId: number): string {
    return this.logins.tokenOf(userId);
  }

  /** Creates a product with this many units in stock. */
  async stock(units: number): Promise<number> {
    const productId = await createProduct(this.admin);
    const { status } = await this.admin.post(`/api/stocks/product/${productId}/increase?quantity=${units}`);
    if (status !== 200) throw new Error(`The stock of product ${productId} was not increased: ${status}`);
    return productId;
  }

  /** Starts another server, for comparison. */
  async startComparison(file: string): Promise<{ readonly process: ServerProcess; readonly address: string }> {
    const port = await freePort();
    const address = `http://127.0.0.1:${port}`;
    const process = new ServerProcess({
      name: file,
      folder: this.options.folder,
      path: globalThis.process.execPath,
      arguments: [
        ...productionOptions(),
        '--require',
        join(__dirname, '..', '..', 'tools', 'typescript.cjs'),
        join(__dirname, '..', 'comparisons', `${file}.ts`),
      ],
      environment: { NODE_ENV: 'production', PORT: String(port) },
      answers: () => fetch(address),
    });
    await process.start();
    return { process, address };
  }
}
