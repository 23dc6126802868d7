import { format, type SqlValue } from 'mysql2';
import type { QueryRunner } from 'typeorm';
import type { Statement } from './transaction';

/** No statement contains it: the driver escapes line breaks in values. */
export const STATEMENT_END = ';\n';
/** The capability of a server that accepts several statements in one packet; some proxies do not have it. */
const MULTI_STATEMENTS = 0x1_0000;

/** Runs statements in one round trip. Returns one result for each; the server stops at the first that fails. */
export async function sendPipelined(runner: QueryRunner, statements: readonly Statement[]): Promise<unknown[]> {
  const texts = statements.map(textOf);
  if (texts.length === 1) return [(await runner.query(texts.join())) as unknown];
  const { serverCapabilityFlags: server } = (await runner.connect()) as { readonly serverCapabilityFlags: number };
  if ((server & MULTI_STATEMENTS) !== 0) return (await runner.query(texts.join(STATEMENT_END))) as unknown[];
  const results: unknown[] = [];
  for (const text of texts) results.push(await runner.query(text));
  return results;
}

function textOf({ sql, parameters }: Statement): string {
  return format(sql, parameters as SqlValue[] | undefined, false, 'Z');
}
