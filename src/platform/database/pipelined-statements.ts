import { format, type SqlValue } from 'mysql2';
import type { QueryRunner } from 'typeorm';
import type { Statement } from './transaction';

/** No statement has it within: the driver writes the line breaks of a value in another way. */
export const STATEMENT_END = ';\n';
/** What a server says of itself when it takes more than one statement at a time; some proxies do not. */
const TAKES_SEVERAL = 0x1_0000;

/** In one round trip. Answers as many answers; the server runs none of those behind one that fails. */
export async function sendPipelined(runner: QueryRunner, statements: readonly Statement[]): Promise<unknown[]> {
  const texts = statements.map(textOf);
  if (texts.length === 1) return [(await runner.query(texts.join())) as unknown];
  const { serverCapabilityFlags: server } = (await runner.connect()) as { readonly serverCapabilityFlags: number };
  if ((server & TAKES_SEVERAL) !== 0) return (await runner.query(texts.join(STATEMENT_END))) as unknown[];
  const answers: unknown[] = [];
  for (const text of texts) answers.push(await runner.query(text));
  return answers;
}

function textOf({ sql, parameters }: Statement): string {
  return format(sql, parameters as SqlValue[] | undefined, false, 'Z');
}
