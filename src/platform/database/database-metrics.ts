import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { Database } from '#platform/database/database';
import { Replica } from '#platform/database/replica';
import { Metrics } from '../observability/metrics';

/** From the first scrape on, so that the first rerun is seen as growth: the errors that ask for one. */
const RETRIED_ERRORS = [1213, 1205, 1020, 1062];

/** The connections of this instance, and what its transactions went through. */
@Injectable()
export class DatabaseMetrics {
  constructor(
    private readonly metrics: Metrics,
    private readonly database: Database,
    config: Config,
    replica: Replica,
  ) {
    const { load } = database;
    const waits = metrics.histogram({
      name: 'hotdeal_db_connection_wait_seconds',
      help: 'How long a statement or a transaction waited for its connection',
      buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 3],
    });
    load.waited = (seconds) => waits.observe(seconds);
    this.now('hotdeal_db_connections_in_use', 'Connections at work', () => load.inUse);
    this.now('hotdeal_db_connections_max', 'Connections that there may be: DB_POOL', () => load.size);
    this.now('hotdeal_db_connection_requests_waiting', 'Who waits for a connection', () => load.waiting);
    this.sinceStart(
      'hotdeal_db_connections_denied_total',
      'Who got no connection: none was free within 3 s, too many waited, or the database is away',
      () => load.denials,
    );
    this.sinceStart(
      'hotdeal_unknown_commits_total',
      'Commits whose outcome is unknown because the connection was lost; the caller repeats the same writes',
      () => database.unknownCommits,
    );
    this.countReruns();
    if (config.replica !== undefined) this.countLists(replica);
  }

  private countLists({ counts }: Replica): void {
    this.metrics.counter({
      name: 'hotdeal_list_reads_total',
      help: 'Lists that may come from the replica, by where they came from',
      labelNames: ['source'],
      collect() {
        this.reset();
        for (const [source, count] of Object.entries(counts)) this.inc({ source }, count);
      },
    });
  }

  private countReruns(): void {
    const { database } = this;
    this.metrics.counter({
      name: 'hotdeal_transaction_retries_total',
      help: 'Transactions run again, by error: 1213 deadlock, 1205 lock wait, 1020 row changed, 1062 race for a key',
      labelNames: ['error'],
      collect() {
        this.reset();
        for (const error of RETRIED_ERRORS) this.inc({ error }, 0);
        for (const [error, count] of database.rerunsByError) this.inc({ error }, count);
      },
    });
  }

  private now(name: string, help: string, read: () => number): void {
    this.metrics.gauge({
      name,
      help,
      collect() {
        this.set(read());
      },
    });
  }

  private sinceStart(name: string, help: string, read: () => number): void {
    this.metrics.counter({
      name,
      help,
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  }
}
