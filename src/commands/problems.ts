import type { Terminal } from './terminal';

const SHOWN = 20;

interface Problem {
  readonly line: number;
  readonly column: string;
  readonly message: string;
}

/** What is wrong with a file, of which the first few are kept and all are counted. */
export class Problems {
  count = 0;
  private readonly first: Problem[] = [];

  add(line: number, column: string, message: string): void {
    this.count++;
    if (this.first.length < SHOWN) this.first.push({ line, column, message });
  }

  async tell(terminal: Terminal, json: boolean): Promise<void> {
    if (json) return terminal.say(JSON.stringify({ problems: this.count, first: this.first }));
    for (const { line, column, message } of this.first) {
      terminal.tell(`line ${line}${column === '' ? '' : `, ${column}`}: ${message}`);
    }
    const more = this.count > SHOWN ? `, of which these are the first ${SHOWN}` : '';
    terminal.tell(`${this.count} ${this.count === 1 ? 'problem' : 'problems'}${more}. Nothing was changed.`);
  }
}
