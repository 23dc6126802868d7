import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { openDataSource } from '#platform/database/data-source';
import { Database } from '#platform/database/database';
import { isStatementEnded } from '#platform/database/errors';
import { Replica } from '#platform/database/replica';
import { Unavailable } from '#platform/domain-error';
import { Metrics } from '#platform/observability/metrics';
import { SingleFlight } from '#platform/timing/single-flight';
import { Bulkhead, type Requester } from './bulkhead';

/** How long the server works on one statement. */
const STATEMENT_LIMIT_S = 5;
const PER_REQUESTER = 2;
const MAX_QUEUE = 20;
/** Longer than the queue takes when each statement takes half a second. */
const MAX_WAIT_MS = 10_000;

/**
 * Reads that may look at every row of a large table, such as a search by a part of a name. They have connections of
 * their own and wait in a queue of their own, so that they never take a connection that an order needs. A read whose
 * client disconnects is ended on the server. They may be a few seconds old: they use the replica while it is fresh.
 */
@Injectable()
export class ScanningReads implements OnApplicationShutdown {
  private readonly bulkhead: Bulkhead;
  private readonly onDatabase: OwnConnections;
  private readonly onReplica: OwnConnections | undefined;

  constructor(
    config: Config,
    private readonly replica: Replica,
    metrics: Metrics,
  ) {
    const pool = config.scanPool;
    this.bulkhead = new Bulkhead({
      concurrency: pool,
      perRequester: PER_REQUESTER,
      maxQueue: MAX_QUEUE,
      maxWaitMs: MAX_WAIT_MS,
    });
    this.onDatabase = new OwnConnections({ ...config.database, pool });
    this.onReplica = config.replica && new OwnConnections({ ...config.replica, pool });
    countScans(metrics, this.bulkhead);
  }

  /** Runs one reading statement, as `run` does. */
  query<Row>(requester: Requester, sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.run(requester, (query) => query<Row>(sql, parameters));
  }

  /**
   * Runs reading statements, one after the other, when it is the requester's turn.
   * @throws DomainError TOO_MANY_REQUESTS when too many reads wait
   * @throws Unavailable when the turn does not come in time, or the statement takes too long
   */
  run<T>(requester: Requester, work: (query: Query) => Promise<T>): Promise<T> {
    const query: Query = (sql, parameters) => this.read(sql, parameters, requester.signal);
    return this.bulkhead.run(requester, () => work(query));
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.onDatabase.close(), this.onReplica?.close()]);
  }

  private async read<Row>(sql: string, parameters: readonly unknown[], signal: AbortSignal): Promise<Row[]> {
    if (this.onReplica !== undefined && this.replica.isUsable) {
      try {
        return await this.onReplica.query<Row>(sql, parameters, signal);
      } catch (error) {
        // It would take as long on the database.
        if (isStatementEnded(error)) throw error;
      }
    }
    return this.onDatabase.query<Row>(sql, parameters, signal);
  }
}

type Query = <Row>(sql: string, parameters: readonly unknown[]) => Promise<Row[]>;

/** A pool that is opened by its first statement. */
class OwnConnections {
  private database: Database | undefined;
  private readonly opening = new SingleFlight(async () => {
    const options = { statementLimitS: STATEMENT_LIMIT_S };
    return (this.database = new Database(await openDataSource({ database: this.place }, { migrations: [] }, options)));
  });

  constructor(private readonly place: Config['database']) {}

  /** @throws Unavailable when the database cannot be reached */
  async query<Row>(sql: string, parameters: readonly unknown[], signal: AbortSignal): Promise<Row[]> {
    const database = this.database ?? (await this.opening.run().catch(toUnavailable));
    return database.query<Row>(sql, parameters, signal);
  }

  async close(): Promise<void> {
    await this.database?.onApplicationShutdown();
  }
}

function toUnavailable(error: unknown): never {
  throw new Unavailable('The database', error);
}

function countScans(metrics: Metrics, bulkhead: Bulkhead): void {
  metrics.gauge({
    name: 'hotdeal_scans',
    help: 'Reads that may scan a table: running, and waiting for their turn',
    labelNames: ['state'],
    collect() {
      this.set({ state: 'running' }, bulkhead.running);
      this.set({ state: 'waiting' }, bulkhead.waiting);
    },
  });
  metrics.counter({
    name: 'hotdeal_scans_refused_total',
    help: 'Reads that may scan a table and got no answer: full (429), late (503) or disconnected',
    labelNames: ['reason'],
    collect() {
      this.reset();
      for (const [reason, count] of Object.entries(bulkhead.counts)) this.inc({ reason }, count);
    },
  });
}
