import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { constants } from 'node:os';
import { signalProcess } from './processes';
import { LauncherError } from './terminal';

interface ExecuteOptions {
  readonly seconds: number;
  /** a file that gets the command and its output */
  readonly log?: string;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly account?: { readonly uid: number; readonly gid: number } | undefined;
}

/**
 * Runs a program to its end, within a time limit. Its output is shown only when it fails.
 *
 * @returns its output
 */
export async function execute(program: string, args: readonly string[], options: ExecuteOptions): Promise<string> {
  const { code, output } = await outcomeOf(program, args, options);
  const command = [program, ...args].join(' ');
  if (options.log !== undefined) appendFileSync(options.log, `$ ${command}\n${output}\n`, { mode: 0o600 });
  if (code === 0) return output;
  // A failing program gives its reason among its first errors or at the end of its output.
  const lines = output.trim().split('\n');
  const errors = lines.filter((line) => /error/i.test(line)).slice(0, 6);
  const excerpt = (errors.length > 0 ? errors : lines.slice(-12)).join('\n  ');
  throw new LauncherError(`${command} failed (${code})${excerpt === '' ? '' : `:\n  ${excerpt}`}`);
}

function outcomeOf(
  program: string,
  args: readonly string[],
  { seconds, cwd, env = process.env, account }: ExecuteOptions,
): Promise<{ readonly code: number | string; readonly output: string }> {
  let output = '';
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true, ...account });
  const signal = (name: NodeJS.Signals): void => {
    if (child.pid !== undefined) signalProcess(-child.pid, name);
  };
  const limit = setTimeout(() => {
    output += `\nstopped after ${seconds} s`;
    signal('SIGTERM');
    setTimeout(() => signal('SIGKILL'), 5000).unref();
  }, seconds * 1000);
  const stop = (): void => signal('SIGTERM');
  process.once('exit', stop);
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  return new Promise((resolve) => {
    const finish = (code: number | string): void => {
      clearTimeout(limit);
      process.off('exit', stop);
      resolve({ code, output });
    };
    child.once('error', (failure) => finish(failure.message));
    child.once('close', (status, name) => finish(status ?? name ?? 1));
  });
}

/**
 * Runs a program of the build with the terminal of the launcher, and waits for its end also after a signal: Ctrl-C reaches
 * both processes, and the program has work to undo or to finish.
 *
 * @returns its exit code; 128 plus the number of the signal that has ended it
 */
export async function runInTerminal(
  program: string,
  args: readonly string[],
  options: Pick<ExecuteOptions, 'cwd' | 'env'>,
): Promise<number> {
  const child = spawn(process.execPath, [program, ...args], { ...options, stdio: 'inherit' });
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals];
  return code ?? 128 + constants.signals[signal];
}
