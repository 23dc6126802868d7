import { once } from 'node:events';
import type { ReadStream } from 'node:tty';
import type { Readable, Writable } from 'node:stream';
import { SingleBar } from 'cli-progress';
import { CommandRefused, Interrupted, unlessInterrupted } from './command-outcome';

const INTERRUPT = '\u0003';
const ERASE_LINE = '\u0015';
const BACKSPACE = ['\u007f', '\b'];
/** The last one is Ctrl-D. */
const ENDS_OF_LINE = ['\r', '\n', '\u0004'];
const MAX_LINE = 1_024;

/** A progress bar; shown only on a terminal. */
export interface Progress {
  to(done: number): void;
  end(): void;
}

/** The streams of a command: results go to `output`, everything else to `errors`. */
export class Terminal {
  constructor(
    private readonly input: Readable & Partial<Pick<ReadStream, 'isTTY' | 'setRawMode'>>,
    readonly output: Writable,
    readonly errors: Writable & { readonly isTTY?: boolean },
  ) {}

  /** Prints a line of the result; await it before the next one, since results may not fit into memory. */
  async print(line: string): Promise<void> {
    if (!this.output.write(`${line}\n`)) await once(this.output, 'drain');
  }

  info(line: string): void {
    this.errors.write(`${line}\n`);
  }

  progress(title: string, total: number): Progress {
    if (this.errors.isTTY !== true) return { to: () => undefined, end: () => undefined };
    const bar = new SingleBar({
      format: `${title.padEnd(10)} {bar} {percentage} % in {duration} s`,
      stream: this.errors,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      barsize: 30,
      clearOnComplete: true,
      // With it, the bar would handle Ctrl-C itself and the command would go on.
      gracefulExit: false,
    });
    bar.start(Math.max(1, total), 0);
    return { to: (done) => bar.update(Math.min(done, Math.max(1, total))), end: () => bar.stop() };
  }

  /**
   * Reads a line without echoing it: typed twice on a terminal, otherwise the first line of standard input.
   * @throws CommandRefused when the two lines differ
   */
  async secret(prompt: string, interruption: AbortSignal): Promise<string> {
    const characters = charactersOf(this.input);
    try {
      if (this.input.isTTY !== true) return await unlessInterrupted(interruption, readPiped(characters));
      const secret = await this.ask(`${prompt}: `, characters, interruption);
      if ((await this.ask('Again: ', characters, interruption)) === secret) return secret;
      throw new CommandRefused('The two passwords are different.');
    } finally {
      this.input.destroy();
    }
  }

  private async ask(question: string, characters: Characters, interruption: AbortSignal): Promise<string> {
    this.errors.write(question);
    this.input.setRawMode?.(true);
    try {
      return await unlessInterrupted(interruption, readTyped(characters));
    } finally {
      this.input.setRawMode?.(false);
      this.errors.write('\n');
    }
  }
}

type Characters = AsyncIterator<string, undefined>;

/** Yields one character at a time, so that the rest of a chunk is left for the next line. */
async function* charactersOf(input: Readable): AsyncGenerator<string, undefined> {
  input.setEncoding('utf8');
  for await (const chunk of input) yield* chunk as string;
  return undefined;
}

async function readTyped(characters: Characters): Promise<string> {
  let line: string[] = [];
  for (;;) {
    const { value: character } = await characters.next();
    if (character === INTERRUPT) throw new Interrupted('SIGINT');
    if (character === undefined || ENDS_OF_LINE.includes(character)) return line.join('');
    if (BACKSPACE.includes(character)) line.pop();
    else if (character === ERASE_LINE) line = [];
    else if (line.length < MAX_LINE) line.push(character);
  }
}

async function readPiped(characters: Characters): Promise<string> {
  let line = '';
  for (;;) {
    const { value: character } = await characters.next();
    if (character === undefined || character === '\n' || line.length > MAX_LINE) return line.replace(/\r$/, '');
    line += character;
  }
}
