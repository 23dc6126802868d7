import type { DataSource, QueryRunner } from 'typeorm';
import { onStatement } from './statement-listener';

/** How the server finds the rows of one table for one statement. */
export interface Access {
  readonly sql: string;
  readonly table: string;
  /** `const`, `ref`, `range`, `index`, `ALL` … */
  readonly type: string;
  readonly key: string | null;
  /** the server's estimate of how many it reads */
  readonly rows: number;
  readonly extra: string;
}

interface Statement {
  readonly sql: string;
  readonly parameters: unknown[] | undefined;
}

const LOOKS_FOR_ROWS = /^\s*(SELECT|UPDATE|DELETE|INSERT\b[^]*\bSELECT\b)/i;

/**
 * Runs `work` and asks the server how it finds the rows of these tables for every statement that is sent meanwhile.
 * The tables should hold some thousand rows with fresh statistics: of a handful of rows any server reads all.
 * @throws Error that names the statements which read a whole table
 */
export async function expectIndexes(
  dataSource: DataSource,
  tables: readonly string[],
  work: () => Promise<unknown>,
): Promise<Access[]> {
  const accesses: Access[] = [];
  for (const statement of await statementsDuring(dataSource, work)) {
    if (tables.some((table) => statement.sql.includes(table)))
      accesses.push(...(await explained(dataSource, statement)));
  }
  const judged = accesses.filter(({ table }) => tables.includes(table));
  const scans = judged.filter(({ type, key }) => type === 'ALL' || key === null);
  if (scans.length > 0) throw new Error(`A whole table is read: ${JSON.stringify(scans, null, 2)}`);
  return judged;
}

async function statementsDuring(dataSource: DataSource, work: () => Promise<unknown>): Promise<Statement[]> {
  const statements: Statement[] = [];
  const createQueryRunner = dataSource.createQueryRunner.bind(dataSource);
  dataSource.createQueryRunner = (mode): QueryRunner => {
    const runner = createQueryRunner(mode);
    onStatement(runner, (sql, parameters) => {
      if (LOOKS_FOR_ROWS.test(sql)) statements.push({ sql, parameters });
    });
    return runner;
  };
  try {
    await work();
  } finally {
    dataSource.createQueryRunner = createQueryRunner;
  }
  return statements;
}

/** A table that an alias stands for is named as itself. */
async function explained(dataSource: DataSource, { sql, parameters }: Statement): Promise<Access[]> {
  const rows = await dataSource.query<Record<string, string | null>[]>(
    `EXPLAIN FORMAT = TRADITIONAL ${sql}`,
    parameters,
  );
  return (
    rows
      // MySQL also lists the table that is written to.
      .filter(({ table, select_type: kind }) => table !== null && kind !== 'INSERT')
      .map((row) => ({
        sql: sql.replace(/\s+/g, ' ').trim(),
        table: behindAlias(sql, row['table'] ?? ''),
        type: row['type'] ?? '',
        key: row['key'] ?? null,
        rows: Number(row['rows'] ?? 0),
        extra: row['Extra'] ?? '',
      }))
  );
}

function behindAlias(sql: string, name: string): string {
  return new RegExp(`\\b(?:FROM|JOIN|UPDATE|INTO|,)\\s+(\\w+)\\s+(?:AS\\s+)?${name}\\b`, 'i').exec(sql)?.[1] ?? name;
}
