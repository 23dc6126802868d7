import type { DataSource, QueryRunner } from 'typeorm';
import type { Database } from '#platform/database/database';
import type { Requester } from '#platform/limits/bulkhead';
import type { ScanningReads } from '#platform/limits/scanning-reads';
import { onStatement } from './statement-listener';

/** How the server finds the rows of one table for a statement. */
export interface Access {
  readonly sql: string;
  readonly table: string;
  /** `const`, `ref`, `range`, `index`, `ALL` … */
  readonly type: string;
  readonly key: string | null;
  /** the server's estimate of how many rows it reads */
  readonly rows: number;
  readonly extra: string;
}

interface Statement {
  readonly sql: string;
  readonly parameters: unknown[] | undefined;
}

const LOOKS_FOR_ROWS = /^[\s(]*(SELECT|UPDATE|DELETE|INSERT\b[^]*\bSELECT\b)/i;

/**
 * Runs `work` and explains how the server finds the rows of these tables for every statement that is sent meanwhile.
 * The tables should hold some thousand rows with fresh statistics: any server scans a table of a few rows.
 * @throws Error that names the statements that scan a whole table
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
  if (scans.length > 0) throw new Error(`A whole table is scanned: ${JSON.stringify(scans, null, 2)}`);
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

/** Reports tables by their names, not by their aliases. */
async function explained(dataSource: DataSource, { sql, parameters }: Statement): Promise<Access[]> {
  const rows = await dataSource.query<Record<string, string | null>[]>(
    `EXPLAIN FORMAT = TRADITIONAL ${sql}`,
    parameters,
  );
  return (
    rows
      // MySQL also lists the table of an INSERT.
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

export const REQUESTER: Requester = { key: 'test', signal: new AbortController().signal };

/** Sends reads that scan over the connections whose statements are explained. */
export function scanOn(database: Database, scans: ScanningReads): void {
  jest
    .spyOn(scans, 'run')
    .mockImplementation((_requester, work) => work((sql, parameters) => database.query(sql, parameters)));
}
