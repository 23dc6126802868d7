import type { CliContext } from './cli-context';
import { CommandRefused, Interrupted } from './command-outcome';
import { ImportProblems } from './import-problems';
import { readTable, sizeOf, type TableRow } from './table-reader';
import type { Progress } from './terminal';

/** A file that is read twice: first to find problems, then, if there are none, to store its rows. */
export class ImportFile<Column extends string> {
  constructor(
    readonly path: string,
    private readonly columns: readonly Column[],
    private readonly context: CliContext,
  ) {}

  /**
   * Passes every chunk of rows to `check`. Returns the number of rows.
   * @throws CommandRefused when there are problems, after printing them
   */
  async check(
    json: boolean,
    check: (chunk: readonly TableRow<Column>[], problems: ImportProblems) => Promise<void> | void,
  ): Promise<number> {
    const { terminal } = this.context;
    const progress = terminal.progress('Checking', await sizeOf(this.path));
    const problems = new ImportProblems();
    let rows = 0;
    try {
      for await (const chunk of readTable(this.path, this.columns, problems, (bytes) => progress.to(bytes))) {
        this.throwIfInterrupted();
        rows += chunk.length;
        await check(chunk, problems);
      }
    } finally {
      progress.end();
    }
    if (problems.count === 0) return rows;
    await problems.print(terminal, json);
    throw new CommandRefused();
  }

  /** Reads the file again, in the same chunks, as rows without problems. */
  async *rows<Row>(
    toRow: (row: TableRow<Column>, problems: ImportProblems) => Row | undefined,
    progress: Progress,
  ): AsyncGenerator<Row[]> {
    const problems = new ImportProblems();
    let done = 0;
    for await (const chunk of readTable(this.path, this.columns, problems)) {
      const rows = chunk.flatMap((row) => toRow(row, problems) ?? []);
      if (problems.count > 0) break;
      yield rows;
      this.throwIfInterrupted();
      progress.to((done += chunk.length));
    }
    if (problems.count > 0) {
      throw new CommandRefused(`${this.path} has changed while it was read. Nothing was changed.`);
    }
  }

  /** @throws Interrupted between two chunks; the import's transaction is then rolled back as a whole */
  throwIfInterrupted(): void {
    const { interruption } = this.context;
    if (interruption.aborted)
      throw new Interrupted((interruption.reason as Interrupted).signal, 'Nothing was changed.');
  }
}
