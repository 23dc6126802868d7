import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource, QueryRunner } from 'typeorm';

/** How the server would find the rows of one table of one statement. */
export interface Access {
  readonly sql: string;
  readonly table: string;
  /** `const`, `ref`, `range`, `index`, `ALL` … */
  readonly type: string;
  readonly key: string | null;
  readonly rows: number;
  readonly extra: string;
}

interface Statement {
  readonly sql: string;
  readonly parameters: unknown[] | undefined;
}

const LOOKS_FOR_ROWS = /^\s*(SELECT|UPDATE|DELETE|INSERT\b[^]*\bSELECT\b)/i;

/**
 * Runs `work` and asks the server how it finds the rows of every statement that `work` sent. The tables should hold
 * some thousand rows with fresh statistics: of a handful of rows any server reads all.
 * @throws Error that names the statements which read a whole table
 */
export async function expectIndexes(dataSource: DataSource, work: () => Promise<unknown>): Promise<Access[]> {
  const statements = await statementsOf(dataSource, work);
  const accesses: Access[] = [];
  for (const statement of statements) accesses.push(...(await explained(dataSource, statement)));
  const scans = accesses.filter(({ type, key }) => type === 'ALL' || key === null);
  if (scans.length > 0) {
    throw new Error(`A whole table is read:\n${scans.map((scan) => JSON.stringify(scan, null, 2)).join('\n')}`);
  }
  return accesses;
}

/** What is sent in the course of `work`, and nothing of what the background sends meanwhile. */
async function statementsOf(dataSource: DataSource, work: () => Promise<unknown>): Promise<Statement[]> {
  const inCourse = new AsyncLocalStorage<Statement[]>();
  const createQueryRunner = dataSource.createQueryRunner.bind(dataSource);
  dataSource.createQueryRunner = (mode): QueryRunner => {
    const runner = createQueryRunner(mode);
    const query = runner.query.bind(runner) as (sql: string, parameters?: unknown[]) => Promise<unknown>;
    runner.query = (sql: string, parameters?: unknown[]): Promise<never> => {
      if (LOOKS_FOR_ROWS.test(sql)) inCourse.getStore()?.push({ sql, parameters });
      return query(sql, parameters) as Promise<never>;
    };
    return runner;
  };
  const statements: Statement[] = [];
  try {
    await inCourse.run(statements, work);
  } finally {
    dataSource.createQueryRunner = createQueryRunner;
  }
  return statements;
}

async function explained(dataSource: DataSource, { sql, parameters }: Statement): Promise<Access[]> {
  const rows = await dataSource.query<Record<string, unknown>[]>(`EXPLAIN ${sql}`, parameters);
  return rows
    .filter(({ table }) => typeof table === 'string' && !table.startsWith('<'))
    .map((row) => ({
      sql: sql.replace(/\s+/g, ' ').trim(),
      table: String(row['table']),
      type: String(row['type']),
      key: (row['key'] ?? null) as string | null,
      rows: Number(row['rows']),
      extra: String(row['Extra'] ?? ''),
    }));
}
