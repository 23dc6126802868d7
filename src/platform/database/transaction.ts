import { Logger } from '@nestjs/common';
import { isOutOfRange, RevisionChanged } from './errors';

const log = new Logger('Transaction');

export interface WriteResult {
  readonly affectedRows: number;
  readonly insertId: number;
}

export interface Statement {
  readonly sql: string;
  readonly parameters?: readonly unknown[];
}

/**
 * Checks made by the server, so that they need no round trip: ~0 is the largest number there is, and adding 1 to it
 * fails. The server's message repeats the expression, which shows the check that failed.
 */
const EXPECT_ROW_COUNT = 'SELECT ~0 + (ROW_COUNT() <> ?)';
const EXPECT_REVISION = 'SELECT ~0 + (number <> ?) FROM revisions WHERE name = ? LOCK IN SHARE MODE';

/** A statement changed another number of rows than expected. Nothing of its transaction is committed. */
export class UnexpectedRowCount extends Error {
  constructor(cause: unknown) {
    super('A statement changed another number of rows than expected', { cause });
  }
}

/** Sends statements in one round trip; the server stops at the first that fails. Resolves with one result for each. */
export type Send = (statements: readonly Statement[]) => Promise<unknown[]>;

/**
 * One open transaction on one connection, valid only inside the function that it is passed to. It begins on the server
 * with its first statement.
 */
export class Transaction {
  private readonly committed: (() => void)[] = [];
  private deferred: Statement[] = [];
  /** checked in the packet of COMMIT, by name */
  private readonly revisions = new Map<string, { readonly number: number; readonly onChanged: () => void }>();
  /** the error of a deferred statement, if one has failed */
  private failed: { readonly error: unknown } | undefined;
  private begun = false;
  private hasWritten = false;

  constructor(private readonly send: Send) {}

  async query<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]> {
    const [rows] = await this.pipeline({ sql, parameters });
    return rows as Row[];
  }

  async execute(sql: string, parameters?: readonly unknown[]): Promise<WriteResult> {
    const [result] = await this.pipeline({ sql, parameters });
    const written = result as WriteResult;
    if (written.affectedRows > 0) this.hasWritten = true;
    return written;
  }

  /** Runs several statements in one round trip, one after the other; the server stops at the first that fails. */
  async pipeline(...statements: readonly Statement[]): Promise<unknown[]> {
    const { deferred } = this;
    const before = this.begun ? deferred : [{ sql: 'START TRANSACTION' }, ...deferred];
    this.deferred = [];
    this.begun = true;
    try {
      return (await this.send([...before, ...statements])).slice(before.length);
    } catch (failure) {
      const error = this.toError(failure, [...before, ...statements]);
      // The caller may handle the failure of its own statement, but not that of a deferred one.
      if (deferred.length > 0) this.failed = { error };
      throw error;
    }
  }

  /**
   * Adds a statement whose result is not needed: it is sent with the next one, or with COMMIT. If it fails, the next one
   * is not run and fails in its place, and nothing of this transaction is committed.
   */
  defer(sql: string, parameters?: readonly unknown[]): void {
    this.hasWritten = true;
    this.deferred.push({ sql, parameters });
  }

  /**
   * Defers a statement that must change exactly `rows` rows: the server counts them before it runs what follows.
   * Otherwise that fails with `UnexpectedRowCount`.
   */
  deferExpecting(rows: number, sql: string, parameters?: readonly unknown[]): void {
    this.defer(sql, parameters);
    this.defer(EXPECT_ROW_COUNT, [rows]);
  }

  /**
   * Commits only while the revision `name` is `number`. It is compared in the packet of COMMIT, under a shared lock
   * that lasts until the commit; as no statement comes between, no transaction waits for another one's row while it
   * holds this lock. If the number has changed, `onChanged` is called and the transaction is run again. Of two numbers
   * of one revision, the lower one is outdated, and is the one that is compared.
   */
  expectRevision(name: string, number: number, onChanged: () => void): void {
    const expected = this.revisions.get(name);
    if (expected === undefined || number < expected.number) this.revisions.set(name, { number, onChanged });
  }

  /**
   * Calls `listener` once the commit is certain, and not at all after a rollback or an unknown commit. An error of the
   * listener is logged: nothing can undo the commit.
   */
  afterCommit(listener: () => void): void {
    this.committed.push(listener);
  }

  /** Whether it has changed something, or will with COMMIT. */
  get writes(): boolean {
    return this.hasWritten;
  }

  /** Called by `Database` only, like the methods below. */
  async commit(): Promise<void> {
    if (this.failed !== undefined) throw this.failed.error;
    if (!this.begun && this.deferred.length === 0 && this.revisions.size === 0) return;
    const checks = [...this.revisions].map(([name, { number }]) => ({
      sql: EXPECT_REVISION,
      parameters: [number, name],
    }));
    await this.pipeline(...checks, { sql: 'COMMIT' });
  }

  async rollback(): Promise<void> {
    if (this.begun) await this.send([{ sql: 'ROLLBACK' }]);
  }

  announceCommit(): void {
    for (const listener of this.committed) {
      try {
        listener();
      } catch (error) {
        log.error(error);
      }
    }
  }

  private toError(failure: unknown, statements: readonly Statement[]): unknown {
    if (!isOutOfRange(failure)) return failure;
    const sent = (check: string): boolean => statements.some(({ sql }) => sql === check);
    if (sent(EXPECT_ROW_COUNT) && /row_count/i.test(failure.message)) return new UnexpectedRowCount(failure);
    if (!sent(EXPECT_REVISION) || !/revisions/i.test(failure.message)) return failure;
    for (const { onChanged } of this.revisions.values()) onChanged();
    return new RevisionChanged(failure);
  }
}
