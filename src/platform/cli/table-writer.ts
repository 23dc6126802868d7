import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import type { CliContext } from './cli-context';
import { escapeFormula } from './spreadsheet-formula';

type Cell = string | number;

const ROWS_PER_PROGRESS_STEP = 1_000;

interface Export<Row> {
  /** how many rows are expected, for the progress bar */
  readonly count: number;
  readonly columns: readonly string[];
  readonly toCells: (row: Row) => readonly Cell[];
  /** standard output when undefined */
  readonly file: string | undefined;
  readonly context: CliContext;
}

/**
 * Writes rows as they arrive and returns how many there were. A file ends up with all of its rows, or stays as it was.
 */
export async function exportTable<Row>(
  rows: AsyncIterable<Row>,
  { count, columns, toCells, file, context: { terminal, interruption } }: Export<Row>,
): Promise<number> {
  const progress = terminal.progress('Exporting', count);
  let done = 0;
  const lines = async function* (): AsyncGenerator<readonly Cell[]> {
    for await (const row of rows) {
      yield toCells(row);
      if (++done % ROWS_PER_PROGRESS_STEP === 0) progress.to(done);
    }
  };
  const write = (output: Writable, end: boolean): Promise<void> =>
    writeTable(lines(), columns, output, { end, signal: interruption });
  try {
    if (file === undefined) await write(terminal.output, false);
    else await writeWhole(file, (output) => write(output, true));
  } finally {
    progress.end();
  }
  return done;
}

async function writeWhole(file: string, write: (output: Writable) => Promise<void>): Promise<void> {
  const unfinished = `${file}.${process.pid}.part`;
  try {
    await write(createWriteStream(unfinished));
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** Begins with a byte order mark, without which Excel takes UTF-8 for the encoding of its Windows. Quotes every text, so that line breaks, commas and quotes stay part of it. */
async function writeTable(
  rows: AsyncIterable<readonly Cell[]>,
  columns: readonly string[],
  output: Writable,
  { end, signal }: { readonly end: boolean; readonly signal: AbortSignal },
): Promise<void> {
  const table = stringify({
    header: true,
    bom: true,
    columns: [...columns],
    quoted_string: true,
    cast: { string: (text, { header }) => (header ? { value: text, quoted_string: false } : escapeFormula(text)) },
  });
  await pipeline(Readable.from(rows), table, output, { end, signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw error;
  });
}
