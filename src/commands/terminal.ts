import { once } from 'node:events';
import type { ReadStream } from 'node:tty';
import type { Readable, Writable } from 'node:stream';
import { SingleBar } from 'cli-progress';
import { Refusal } from './command';

const INTERRUPT = '\u0003';
const END_OF_INPUT = '\u0004';
const RUB_OUT = '\u007f';
const BACK = '\b';
const LONGEST_PASSWORD = 1_024;

/** How far something has come; shown where somebody looks on. */
export interface Progress {
  to(done: number): void;
  end(): void;
}

/** Where a command is read from and written to: results on `output`, everything said beside them on `errors`. */
export class Terminal {
  constructor(
    private readonly input: Readable & Partial<Pick<ReadStream, 'isTTY' | 'setRawMode'>>,
    readonly output: Writable,
    private readonly errors: Writable & { readonly isTTY?: boolean },
  ) {}

  /** A line of the result; the next one waits for it, for there may be more than fit into memory. */
  async say(line: string): Promise<void> {
    if (!this.output.write(`${line}\n`)) await once(this.output, 'drain');
  }

  tell(line: string): void {
    this.errors.write(`${line}\n`);
  }

  progress(what: string, total: number): Progress {
    if (this.errors.isTTY !== true) return { to: () => undefined, end: () => undefined };
    const bar = new SingleBar({
      format: `${what.padEnd(10)} {bar} {percentage} % in {duration} s`,
      stream: this.errors,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      barsize: 30,
      hideCursor: true,
      clearOnComplete: true,
    });
    bar.start(Math.max(1, total), 0);
    return { to: (done) => bar.update(Math.min(done, Math.max(1, total))), end: () => bar.stop() };
  }

  /** A line of the input that is not shown: typed where a person sits, else the first line of what is piped in. */
  async secret(question: string): Promise<string> {
    if (this.input.isTTY !== true) return firstLine(await this.typed(() => false));
    this.errors.write(question);
    this.input.setRawMode?.(true);
    try {
      return await this.typed((character) => character === '\r' || character === '\n');
    } finally {
      this.input.setRawMode?.(false);
      this.input.pause();
      this.errors.write('\n');
    }
  }

  private async typed(ends: (character: string) => boolean): Promise<string> {
    let text = '';
    this.input.setEncoding('utf8');
    for await (const chunk of this.input) {
      for (const character of chunk as string) {
        if (ends(character) || character === END_OF_INPUT) return text;
        if (character === INTERRUPT) throw new Refusal('Interrupted.');
        if (character === RUB_OUT || character === BACK) text = [...text].slice(0, -1).join('');
        else text += character;
        if (text.length > LONGEST_PASSWORD) return text;
      }
    }
    return text;
  }
}

function firstLine(text: string): string {
  return text.split(/\r?\n/, 1)[0] ?? '';
}
