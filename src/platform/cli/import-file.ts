import { Option } from 'commander';
import type { CliContext } from './cli-context';
import { CommandRefused, Interrupted } from './command-outcome';
import { ImportProblems } from './import-problems';
import { readTable, sizeOf, type TableRow } from './table-reader';
import type { Progress } from './terminal';
import { detectEncoding, TEXT_ENCODINGS, type TextEncoding } from './text-encoding';

export interface EncodingOption {
  readonly encoding?: TextEncoding;
}

export function encodingOption(): Option {
  return new Option('--encoding <name>', 'of the file; found by itself unless it is in doubt').choices(TEXT_ENCODINGS);
}

/** A file that is read again and again: to find its encoding, to find problems, and, if there are none, to store its rows. */
export class ImportFile<Column extends string> {
  private encoding: TextEncoding | undefined;

  /** @param options.encoding found by itself when undefined */
  constructor(
    readonly path: string,
    private readonly columns: readonly Column[],
    private readonly context: CliContext,
    { encoding }: EncodingOption,
  ) {
    this.encoding = encoding;
  }

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
      const file = await this.textFile(problems);
      const chunks = file === undefined ? [] : readTable(file, this.columns, problems, (bytes) => progress.to(bytes));
      for await (const chunk of chunks) {
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

  /** Says which encoding it has found, unless it is the usual one. */
  private async textFile(problems: ImportProblems): Promise<{ path: string; encoding: TextEncoding } | undefined> {
    if (this.encoding === undefined) {
      this.encoding = await detectEncoding(this.path, problems);
      if (this.encoding !== undefined && this.encoding !== 'utf-8') {
        const found = `${this.path} is read as ${this.encoding.toUpperCase()}`;
        this.context.terminal.info(`${found}. If that is wrong, name its encoding with --encoding.`);
      }
    }
    return this.encoding === undefined ? undefined : { path: this.path, encoding: this.encoding };
  }

  /** Reads the file again, in the same chunks, as rows without problems. */
  async *rows<Row>(
    toRow: (row: TableRow<Column>, problems: ImportProblems) => Row | undefined,
    progress: Progress,
  ): AsyncGenerator<Row[]> {
    const problems = new ImportProblems();
    let done = 0;
    const file = { path: this.path, encoding: this.encoding ?? 'utf-8' };
    for await (const chunk of readTable(file, this.columns, problems)) {
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
