import type { QueryRunner } from 'typeorm';
import { withTimeout } from '#platform/timing/with-timeout';
import { statementTimeout } from './errors';
import { isReadOnly, numberOf } from './server-failure';

const PAGE_LIMIT_MS = 10_000;

/** All tables as they were when the first row was read. Nothing is locked. */
export class Snapshot {
  constructor(private readonly runner: QueryRunner) {}

  /** The rows of one statement, one after the other. Fails if a row does not come within the limit. */
  async *rows<Row>(sql: string, limitMs: number, parameters: readonly unknown[] = []): AsyncGenerator<Row> {
    const rows = (await this.runner.stream(sql, [...parameters]))[Symbol.asyncIterator]() as AsyncIterator<Row>;
    for (;;) {
      const next = await withTimeout(limitMs, rows.next(), statementTimeout);
      if (next.done === true) return;
      yield next.value;
    }
  }

  /** The number of rows that a statement counts as `count`. */
  async count(sql: string): Promise<number> {
    let counted = 0;
    for await (const { count } of this.rows<{ count: number }>(sql, PAGE_LIMIT_MS)) counted = Number(count);
    return counted;
  }
}

/**
 * Reads a whole table page by page, because the server ends statements that take as long as a slow reader may need. Each
 * page is in memory before its first row is yielded.
 * @param pageAfter the statement for the page after this key, in the order of keys, which are above 0
 */
export async function* pagesOf<Row>(
  snapshot: Snapshot,
  pageAfter: (key: number) => string,
  keyOf: (row: Row) => number,
): AsyncGenerator<Row> {
  for (let key = 0; ;) {
    const page: Row[] = [];
    for await (const row of snapshot.rows<Row>(pageAfter(key), PAGE_LIMIT_MS)) page.push(row);
    const last = page.at(-1);
    if (last === undefined) return;
    key = keyOf(last);
    yield* page;
  }
}

/** A fault of the caller, and no sign that the server is read-only. */
class WriteInSnapshot extends Error {
  readonly errno: number | undefined;

  constructor(cause: unknown) {
    super('A snapshot cannot be written to');
    this.errno = numberOf(cause);
  }
}

/** If `work` fails, the transaction stays open, perhaps with unread rows: then the connection must be closed. */
export async function inSnapshot<T>(runner: QueryRunner, work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  await runner.query('SET TRANSACTION READ ONLY');
  await runner.startTransaction('REPEATABLE READ');
  const result = await work(new Snapshot(runner)).catch((error: unknown) => {
    throw isReadOnly(error) ? new WriteInSnapshot(error) : error;
  });
  await runner.rollbackTransaction();
  return result;
}
