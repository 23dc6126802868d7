import type { QueryRunner } from 'typeorm';
import { withTimeout } from '#platform/timing/with-timeout';
import { statementTimeout } from './errors';

const PAGE_LIMIT_MS = 10_000;

/** All tables as they were at one instant: that of the first row read. Nothing is locked. */
export class Snapshot {
  constructor(private readonly runner: QueryRunner) {}

  /** The rows of one statement, one after the other, however many; each is there within the limit, or this fails. */
  async *rows<Row>(sql: string, limitMs: number): AsyncGenerator<Row> {
    const rows = (await this.runner.stream(sql))[Symbol.asyncIterator]() as AsyncIterator<Row>;
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
 * A whole table, page by page: a server ends a statement that takes as long as its reader may need. Each page is in
 * memory before it is handed on.
 * @param pageAfter the statement of the page that begins after this key, in its order; keys are above 0
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

/** When `work` fails, the transaction is left open, with rows perhaps unread: the connection must be closed then. */
export async function inSnapshot<T>(runner: QueryRunner, work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  await runner.query('SET TRANSACTION READ ONLY');
  await runner.startTransaction('REPEATABLE READ');
  const result = await work(new Snapshot(runner));
  await runner.rollbackTransaction();
  return result;
}
