import 'reflect-metadata';
import { Interrupted } from '#platform/cli/command-outcome';
import { Terminal } from '#platform/cli/terminal';
import { runCommand } from './commands';
import { configFromEnvironment } from './configuration';

/** `node dist/cli.js <command> …` */
async function run(): Promise<void> {
  const { signal: interruption } = interruptions();
  const terminal = new Terminal(process.stdin, process.stdout, process.stderr);
  const surroundings = { terminal, interruption, config: configFromEnvironment };
  process.exitCode = await runCommand(process.argv.slice(2), surroundings);
  // The work of an interrupted command would keep the process alive.
  if (interruption.aborted) process.exit();
}

/** The first signal lets the command undo what it has begun; the second one ends the process at once. */
function interruptions(): AbortController {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      const interrupted = new Interrupted(name);
      if (controller.signal.aborted) process.exit(interrupted.exitCode);
      controller.abort(interrupted);
    });
  }
  process.stdout.on('error', () => controller.abort(new Interrupted('SIGPIPE')));
  process.stderr.on('error', () => undefined);
  return controller;
}

void run();
