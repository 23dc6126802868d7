import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import { cellOf } from './table-text';

export type Cell = string | number;

interface Destination {
  /** without one, `output` */
  readonly file: string | undefined;
  readonly output: Writable;
  readonly interruption: AbortSignal;
}

/** Every text is quoted, so that line breaks, commas and quotes in it are its own. */
async function write(
  rows: AsyncIterable<readonly Cell[]>,
  columns: readonly string[],
  output: Writable,
  { end, signal }: { readonly end: boolean; readonly signal: AbortSignal },
): Promise<void> {
  const table = stringify({
    header: true,
    columns: [...columns],
    quoted_string: true,
    cast: { string: (text, { header }) => (header ? { value: text, quoted_string: false } : cellOf(text)) },
  });
  await pipeline(Readable.from(rows), table, output, { end, signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw error;
  });
}

/** A file is there with all of its rows, or as it was before. */
export async function writeTable(
  rows: AsyncIterable<readonly Cell[]>,
  columns: readonly string[],
  { file, output, interruption: signal }: Destination,
): Promise<void> {
  if (file === undefined) return write(rows, columns, output, { end: false, signal });
  const unfinished = `${file}.${process.pid}.part`;
  try {
    await write(rows, columns, createWriteStream(unfinished), { end: true, signal });
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
