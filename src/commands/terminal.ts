import { once } from 'node:events';
import type { ReadStream } from 'node:tty';
import type { Readable, Writable } from 'node:stream';
import { SingleBar } from 'cli-progress';
import { Refusal } from './command';
import { Interrupted, unlessInterrupted } from './interruption';

const INTERRUPT = '\u0003';
const LINE_OUT = '\u0015';
const RUB_OUT = ['\u007f', '\b'];
/** the last one is Ctrl-D */
const ENDS_OF_LINE = ['\r', '\n', '\u0004'];
const LONGEST_LINE = 1_024;

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
      clearOnComplete: true,
      // It would take Ctrl-C for itself, and the command would go on.
      gracefulExit: false,
    });
    bar.start(Math.max(1, total), 0);
    return { to: (done) => bar.update(Math.min(done, Math.max(1, total))), end: () => bar.stop() };
  }

  /**
   * A line that is not shown: typed twice where a person sits, else the first line of what is piped in.
   * @throws Refusal when it was typed differently
   */
  async secret(what: string, interruption: AbortSignal): Promise<string> {
    const characters = charactersOf(this.input);
    try {
      if (this.input.isTTY !== true) return await unlessInterrupted(interruption, piped(characters));
      const secret = await this.answer(`${what}: `, characters, interruption);
      if ((await this.answer('Again: ', characters, interruption)) === secret) return secret;
      throw new Refusal('These were two different passwords.');
    } finally {
      this.input.destroy();
    }
  }

  private async answer(question: string, characters: Characters, interruption: AbortSignal): Promise<string> {
    this.errors.write(question);
    this.input.setRawMode?.(true);
    try {
      return await unlessInterrupted(interruption, typed(characters));
    } finally {
      this.input.setRawMode?.(false);
      this.errors.write('\n');
    }
  }
}

type Characters = AsyncIterator<string, undefined>;

/** One by one: what is left of a chunk is there for the next line. */
async function* charactersOf(input: Readable): AsyncGenerator<string, undefined> {
  input.setEncoding('utf8');
  for await (const chunk of input) yield* chunk as string;
  return undefined;
}

async function typed(characters: Characters): Promise<string> {
  let line: string[] = [];
  for (;;) {
    const { value: character } = await characters.next();
    if (character === INTERRUPT) throw new Interrupted('SIGINT');
    if (character === undefined || ENDS_OF_LINE.includes(character)) return line.join('');
    if (RUB_OUT.includes(character)) line.pop();
    else if (character === LINE_OUT) line = [];
    else if (line.length < LONGEST_LINE) line.push(character);
  }
}

async function piped(characters: Characters): Promise<string> {
  let line = '';
  for (;;) {
    const { value: character } = await characters.next();
    if (character === undefined || character === '\n' || line.length > LONGEST_LINE) return line.replace(/\r$/, '');
    line += character;
  }
}
