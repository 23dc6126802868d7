import { type Command, Refusal, REFUSED, type Surroundings } from './command';
import { Interrupted } from './interruption';
import type { Progress } from './terminal';
import { Problems } from './problems';
import { readTable, sizeOf, type TableRow } from './table-reader';

/** A file that must be read twice: once to look for problems, once, if there are none, to store what it says. */
export class ImportFile<Column extends string> {
  constructor(
    readonly path: string,
    private readonly columns: readonly Column[],
    private readonly surroundings: Surroundings,
  ) {}

  /** Hands every share to `check`. Answers how many rows there are, or that there are problems, and tells them. */
  async check(
    json: boolean,
    check: (share: readonly TableRow<Column>[], problems: Problems) => Promise<void> | void,
  ): Promise<{ readonly rows: number } | typeof REFUSED> {
    const { terminal } = this.surroundings;
    const progress = terminal.progress('Checking', await sizeOf(this.path));
    const problems = new Problems();
    let rows = 0;
    try {
      for await (const share of readTable(this.path, this.columns, problems, (bytes) => progress.to(bytes))) {
        this.goOn();
        rows += share.length;
        await check(share, problems);
      }
    } finally {
      progress.end();
    }
    if (problems.count === 0) return { rows };
    await problems.tell(terminal, json);
    return REFUSED;
  }

  /** The same shares again, as rows without problems. */
  async *again<Row>(
    rowOf: (row: TableRow<Column>, problems: Problems) => Row | undefined,
    progress: Progress,
  ): AsyncGenerator<Row[]> {
    const problems = new Problems();
    let done = 0;
    for await (const share of readTable(this.path, this.columns, problems)) {
      const rows = share.flatMap((row) => rowOf(row, problems) ?? []);
      if (problems.count > 0) break;
      yield rows;
      this.goOn();
      progress.to((done += share.length));
    }
    if (problems.count > 0) throw new Refusal(`${this.path} has changed while it was read. Nothing was changed.`);
  }

  /** @throws Interrupted when the import is to end, between two shares; its transaction then takes back all of them */
  goOn(): void {
    const { interruption } = this.surroundings;
    if (interruption.aborted) throw new Interrupted((interruption.reason as Interrupted).by, 'Nothing was changed.');
  }
}

export const JSON_OPTION: Command['options'] = { json: { type: 'boolean' } };

/** A positive number without a sign, a fraction or an exponent; anything else is `NaN`. */
export function wholeNumber(text: string): number {
  return /^\d{1,16}$/.test(text.trim()) ? Number(text) : Number.NaN;
}
