import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource, type QueryRunner } from 'typeorm';
import { Unavailable } from '#platform/domain-error';
import { withTimeout } from '#platform/timing/with-timeout';
import {
  isRetryable,
  CommitUnknown,
  isCommitUnknown,
  isDuplicateKey,
  isStatementTimeout,
  isUnreachable,
  StatementAborted,
  statementTimeout,
  toUnavailable,
} from './errors';
import { ClosedBeforeUse, type Connection, withStatementTimeout } from './limited-runner';
import { CurrentPrimary } from './current-primary';
import { PoolLoad } from './pool-load';
import { ServerCondition } from './server-condition';
import { needsNewConnection, numberOf } from './server-failure';
import { endOnServer, unlessAborted } from './statement-end';
import { inSnapshot, type Snapshot } from './snapshot';
import { sendPipelined } from './pipelined-statements';
import { Transaction, type WriteResult } from './transaction';

const CONNECTION_WAIT_MS = 3_000;
const CLOSE_LIMIT_MS = 1_000;
const RERUNS = 3;
const MAX_CLOSED_CONNECTIONS = 200;
const JITTER_MS = { least: 5, most: 50 };

/** The only way to the database: single statements, and transactions with the one retry policy. */
@Injectable()
export class Database implements OnApplicationShutdown {
  readonly load: PoolLoad;
  readonly condition = new ServerCondition();
  /** transactions run again, by the number of the error that asked for it */
  readonly rerunsByError = new Map<number, number>();
  /** commits whose outcome is unknown, because the connection was lost meanwhile */
  unknownCommits = 0;
  /** connections whose transaction could not be rolled back */
  private readonly leftOpen = new WeakSet<QueryRunner>();
  private readonly primary = new CurrentPrimary();

  constructor(private readonly dataSource: DataSource) {
    this.load = new PoolLoad((dataSource.options as { readonly poolSize?: number }).poolSize ?? 0);
  }

  get reruns(): number {
    return [...this.rerunsByError.values()].reduce((sum, count) => sum + count, 0);
  }

  /**
   * Runs one reading statement on a connection of its own.
   * @param signal when it is aborted, the statement is ended on the server before this fails
   */
  async query<Row>(sql: string, parameters: readonly unknown[] = [], signal?: AbortSignal): Promise<Row[]> {
    return this.once(async (runner) => {
      const rows = runner.query(sql, parameters as unknown[]) as Promise<Row[]>;
      return signal === undefined ? rows : unlessAborted(rows, signal);
    });
  }

  /** Runs one writing statement, which is committed by itself. */
  async execute(sql: string, parameters: readonly unknown[] = []): Promise<WriteResult> {
    const written = await this.once(
      async (runner) => (await runner.query(sql, parameters as unknown[])) as WriteResult,
    );
    if (written.affectedRows > 0) this.condition.wrote();
    return written;
  }

  /**
   * Runs `work` in one READ COMMITTED transaction. After a deadlock, a lock wait timeout or a changed revision, all of
   * it is run again in a new transaction, at most three times: so `work` must change nothing but the database.
   * Transactions do not nest: `work` uses only the transaction that it gets, and no other method of this class.
   * @param options.duplicateMeansRace also run it again after a duplicate key, which another transaction has inserted
   * @param options.repeatUnknownCommit also run it again when the outcome of COMMIT is unknown: `work` then waits for the
   *   old transaction by its locks or keys, and finds what that one has committed
   * @throws CommitUnknown when the connection was lost during COMMIT, or the server failed in it
   * @throws Unavailable when the database does not respond or cannot work, or no connection is free in time
   */
  async transaction<T>(
    work: (transaction: Transaction) => Promise<T>,
    options: { readonly duplicateMeansRace?: boolean; readonly repeatUnknownCommit?: boolean } = {},
  ): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.onConnection((runner) => this.attempt(runner, work));
      } catch (error) {
        const rerun =
          isRetryable(error) ||
          (options.duplicateMeansRace === true && isDuplicateKey(error)) ||
          (options.repeatUnknownCommit === true && error instanceof CommitUnknown);
        if (!rerun || attempt >= RERUNS) throw toUnavailable(error);
        const number = numberOf(error) ?? 0;
        this.rerunsByError.set(number, (this.rerunsByError.get(number) ?? 0) + 1);
        await pause(JITTER_MS.least + Math.random() * (JITTER_MS.most - JITTER_MS.least));
      }
    }
  }

  /** Reads one state of all tables on one connection, without locks; writing is impossible. */
  async snapshot<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    return this.once((runner) => inSnapshot(runner, work));
  }

  async onApplicationShutdown(): Promise<void> {
    if (!this.dataSource.isInitialized) return;
    // The pool would wait for ever for a connection that hangs, and fail with one that breaks. Nothing is left to save.
    await withTimeout(CLOSE_LIMIT_MS, this.dataSource.destroy(), statementTimeout).catch(() => undefined);
  }

  private async attempt<T>(runner: QueryRunner, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const transaction = new Transaction((statements) => sendPipelined(runner, statements));
    let committing = false;
    try {
      const result = await work(transaction);
      committing = true;
      await transaction.commit();
      if (transaction.writes) this.condition.wrote();
      transaction.announceCommit();
      return result;
    } catch (error) {
      if (committing && isCommitUnknown(error)) {
        this.unknownCommits++;
        throw new CommitUnknown(error);
      }
      // After error 1205 only the statement was rolled back, so the transaction is always ended here, or its connection.
      if (!isUnreachable(error)) await transaction.rollback().catch(() => this.leftOpen.add(runner));
      throw error;
    }
  }

  private async once<T>(work: (runner: QueryRunner) => Promise<T>): Promise<T> {
    try {
      return await this.onConnection(work);
    } catch (error) {
      throw toUnavailable(error);
    }
  }

  /** The server may have closed an idle connection; then another one is used, and the caller does not notice. */
  private async onConnection<T>(work: (runner: QueryRunner) => Promise<T>): Promise<T> {
    for (let closed = 0; ; closed++) {
      try {
        return await this.onOneConnection(work);
      } catch (error) {
        if (!(error instanceof ClosedBeforeUse)) throw isRetryable(error) ? error : toUnavailable(error);
        if (closed >= MAX_CLOSED_CONNECTIONS) throw toUnavailable(error.cause);
      }
    }
  }

  private async onOneConnection<T>(work: (runner: QueryRunner) => Promise<T>): Promise<T> {
    const runner = await this.connect();
    let broken = false;
    let hangs = false;
    let aborted = false;
    try {
      return await work(runner);
    } catch (error) {
      // An open transaction must never travel to the connection's next user.
      const open = runner.isTransactionActive || this.leftOpen.has(runner);
      broken = open || error instanceof ClosedBeforeUse || error instanceof CommitUnknown || isUnreachable(error);
      aborted = error instanceof StatementAborted;
      broken ||= aborted;
      const cause = error instanceof CommitUnknown ? error.cause : error;
      this.condition.failed(cause);
      if (needsNewConnection(cause)) this.primary.isGone();
      hangs = isStatementTimeout(cause);
      throw error;
    } finally {
      this.load.inUse--;
      if (broken) await this.destroy(runner, { hangs, aborted });
      else await runner.release();
    }
  }

  private async destroy(runner: QueryRunner, { hangs = false, aborted = false }): Promise<void> {
    const connection = (await runner.connect()) as Connection;
    connection.destroy();
    if (!hangs && !aborted) return;
    const ended = endOnServer(this.dataSource, connection.threadId).catch(() => undefined);
    // A database that hangs would keep the caller waiting.
    if (!hangs) await ended;
  }

  /** A connection that may lead to a server that is no longer the primary is replaced before it is used. */
  private async connect(): Promise<QueryRunner> {
    for (;;) {
      const { runner, connection } = await this.connectOnce();
      if (this.primary.isCurrent(connection)) return runner;
      this.load.inUse--;
      await this.destroy(runner, {});
    }
  }

  private async connectOnce(): Promise<{ readonly runner: QueryRunner; readonly connection: object }> {
    if (!this.dataSource.isInitialized) throw new Unavailable('The database');
    const runner = withStatementTimeout(this.dataSource.createQueryRunner());
    const connecting = runner.connect() as Promise<object>;
    const startedAt = this.load.startWaiting();
    try {
      const connection = await withTimeout(CONNECTION_WAIT_MS, connecting, () => new Unavailable('The database'));
      this.load.connected(startedAt);
      return { runner, connection };
    } catch (error) {
      this.load.refused();
      void connecting.then(
        () => runner.release(),
        () => undefined,
      );
      // Whatever a server, or the way to it, objects to while a connection is opened: the request is not the reason.
      throw error instanceof Unavailable ? error : new Unavailable('The database', error);
    }
  }
}
