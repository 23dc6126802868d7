import type { Surroundings } from './command';
import { type Cell, writeTable } from './table-writer';

const ROWS_PER_STEP = 1_000;

interface Export<Row> {
  /** how many rows there will be, for whoever looks on */
  readonly count: number;
  readonly columns: readonly string[];
  readonly cellsOf: (row: Row) => readonly Cell[];
  /** without one, standard output */
  readonly file: string | undefined;
  readonly surroundings: Surroundings;
}

/** Writes rows as they come. Answers how many there were. */
export async function exportFile<Row>(
  rows: AsyncIterable<Row>,
  { count, columns, cellsOf, file, surroundings: { terminal, interruption } }: Export<Row>,
): Promise<number> {
  const progress = terminal.progress('Exporting', count);
  let done = 0;
  const lines = async function* (): AsyncGenerator<readonly Cell[]> {
    for await (const row of rows) {
      yield cellsOf(row);
      if (++done % ROWS_PER_STEP === 0) progress.to(done);
    }
  };
  await writeTable(lines(), columns, { file, output: terminal.output, interruption }).finally(() => progress.end());
  return done;
}
