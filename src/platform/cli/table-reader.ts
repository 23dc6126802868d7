import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { CommandRefused } from './command-outcome';
import type { ImportProblems } from './import-problems';
import { QuoteFault } from './quote-fault';
import { unescapeFormula } from './spreadsheet-formula';
import { decoderOf, type TextEncoding } from './text-encoding';

/** One row of a file, its cells keyed by the names in the header. */
export interface TableRow<Column extends string> {
  /** the line where it begins; the header is line 1 */
  readonly line: number;
  readonly cells: Readonly<Record<Column, string>>;
}

interface TextFile {
  readonly path: string;
  readonly encoding: TextEncoding;
}

interface Read {
  readonly record: string[];
  readonly info: { readonly empty_lines: number; readonly bytes: number };
}

/** Without a limit, a quote that is never closed would turn the rest of the file into one cell. */
const MAX_ROW_BYTES = 100_000;
const ROWS_PER_CHUNK = 500;

export async function sizeOf(file: string): Promise<number> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true) throw new CommandRefused(`There is no file ${file}.`);
  return found.size;
}

/**
 * The rows of a file, one chunk in memory at a time. A row that cannot be read becomes a problem and is left out; after
 * a broken quote nothing more is read.
 */
export async function* readTable<Column extends string>(
  { path, encoding }: TextFile,
  columns: readonly Column[],
  problems: ImportProblems,
  progress: (bytes: number) => void = () => undefined,
): AsyncGenerator<TableRow<Column>[]> {
  let header: readonly string[] | undefined;
  let chunk: TableRow<Column>[] = [];
  for await (const { line, record, bytes } of recordsOf({ path, encoding }, problems)) {
    if (header === undefined) {
      header = record.map((name) => name.trim());
      if (!isHeader(header, columns, problems)) return;
    } else if (record.length !== header.length) {
      problems.add(line, '', `has ${record.length} cells, the header has ${header.length}`);
    } else {
      chunk.push({ line, cells: cellsOf(header, record) });
    }
    if (chunk.length < ROWS_PER_CHUNK) continue;
    yield chunk;
    progress(bytes);
    chunk = [];
  }
  if (header === undefined && problems.count === 0) problems.add(1, '', 'is empty: the first line names the columns');
  if (chunk.length > 0) yield chunk;
}

async function* recordsOf(
  { path, encoding }: TextFile,
  problems: ImportProblems,
): AsyncGenerator<{ line: number; record: string[]; bytes: number }> {
  const parser = parse({
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW_BYTES,
    record_delimiter: ['\r\n', '\n', '\r'],
  });
  pipeline(textOf({ path, encoding }), parser, () => undefined);
  let line = 1;
  let emptyLines = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<Read>) {
      line += info.empty_lines - emptyLines;
      emptyLines = info.empty_lines;
      yield { line, record, bytes: info.bytes };
      line += linesOf(record);
    }
  } catch (error) {
    if (error instanceof CsvError) problems.add((await lineOfFault({ path, encoding })) ?? line, '', messageOf(error));
    else if (isUndecodable(error)) problems.add(line, '', undecodable(encoding));
    else throw error;
  }
}

/** Fails on bytes that are not of this encoding: they would otherwise be imported as question marks. */
async function* textOf({ path, encoding }: TextFile): AsyncGenerator<string> {
  const decoder = decoderOf(encoding);
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>)
    yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

async function lineOfFault(file: TextFile): Promise<number | undefined> {
  const fault = new QuoteFault(MAX_ROW_BYTES);
  for await (const text of textOf(file)) {
    const line = fault.find(text);
    if (line !== undefined) return line;
  }
  return fault.end();
}

function isHeader(header: readonly string[], columns: readonly string[], problems: ImportProblems): boolean {
  const before = problems.count;
  for (const column of columns) if (!header.includes(column)) problems.add(1, column, 'is missing from the header');
  header.forEach((name, index) => {
    if (!columns.includes(name)) problems.add(1, name, `is not a column; the columns are ${columns.join(', ')}`);
    else if (header.indexOf(name) !== index) problems.add(1, name, 'is in the header twice');
  });
  return problems.count === before;
}

function cellsOf<Column extends string>(header: readonly string[], record: readonly string[]): Record<Column, string> {
  return Object.fromEntries(header.map((name, index) => [name, unescapeFormula(record[index] ?? '')])) as Record<
    Column,
    string
  >;
}

/** Cells may contain line breaks. */
function linesOf(record: readonly string[]): number {
  return record.reduce((lines, cell) => lines + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 1);
}

function messageOf({ code }: CsvError): string {
  const message =
    code === 'CSV_MAX_RECORD_SIZE'
      ? 'is too long: a quote was not closed'
      : 'has a quote that is not closed, or stands within a cell';
  return `${message}; nothing after it was read`;
}

function isUndecodable(error: unknown): boolean {
  return (error as { code?: unknown }).code === 'ERR_ENCODING_INVALID_ENCODED_DATA';
}

function undecodable(encoding: TextEncoding): string {
  return `is not ${encoding.toUpperCase()} (somewhere after this line); nothing after it was read`;
}
