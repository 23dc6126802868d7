import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import passport from 'passport';
import { Terminal } from '#platform/cli/terminal';
import { runCommand } from '../../src/commands';
import { configFor } from './scheme';

export interface Outcome {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/**
 * Passport registers strategies per process, not per application. In production a command runs in its own process; here its
 * strategies must not replace those of the shop.
 */
const { use } = passport;
let commands = 0;

/** Runs a command as an operator would type it, on this schema, with `input` as its standard input. */
export async function command(
  scheme: string,
  words: readonly string[],
  input = '',
  interruption = new AbortController().signal,
  variables: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const [output, errors] = [new PassThrough(), new PassThrough()];
  const captured = Promise.all([text(output), text(errors)]);
  const terminal = new Terminal(Readable.from([Buffer.from(input)]), output, errors);
  commands++;
  passport.use = () => passport;
  const code = await runCommand(words, { terminal, interruption, config: () => configFor(scheme, variables) });
  if (--commands === 0) passport.use = use;
  output.end();
  errors.end();
  const [shown, reported] = await captured;
  return { code, output: shown, errors: reported };
}

export interface CommandProcess {
  readonly ended: Promise<Outcome>;
  kill(signal: NodeJS.Signals): void;
}

/** Runs a command in a separate process with a heap of this size. */
export function commandProcess(scheme: string, words: readonly string[], heapMb: number): CommandProcess {
  const root = join(__dirname, '../..');
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${heapMb}`, '-r', './test/support/typescript.cjs', 'src/cli.ts', ...words],
    {
      cwd: root,
      env: { ...process.env, DB_SCHEME: scheme, SECRET_KEY: 'a key for the tests, of more than thirty-two bytes' },
    },
  );
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]).then(
    ([output, errors, [code]]) => ({ code: code as number | null, output, errors }),
  );
  return { ended, kill: (signal) => void child.kill(signal) };
}
