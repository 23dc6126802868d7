import type { Terminal } from './terminal';

const MAX_SHOWN = 20;

interface ImportProblem {
  readonly line: number;
  readonly column: string;
  readonly message: string;
}

/** The problems of a file: all are counted, and the first few are kept. */
export class ImportProblems {
  count = 0;
  private readonly first: ImportProblem[] = [];

  add(line: number, column: string, message: string): void {
    this.count++;
    if (this.first.length < MAX_SHOWN) this.first.push({ line, column, message });
  }

  async print(terminal: Terminal, json: boolean): Promise<void> {
    if (json) return terminal.print(JSON.stringify({ problems: this.count, first: this.first }));
    for (const { line, column, message } of this.first) {
      terminal.info(`line ${line}${column === '' ? '' : `, ${column}`}: ${message}`);
    }
    const more = this.count > MAX_SHOWN ? `, of which these are the first ${MAX_SHOWN}` : '';
    terminal.info(`${this.count} ${this.count === 1 ? 'problem' : 'problems'}${more}. Nothing was changed.`);
  }
}
