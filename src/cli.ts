import 'reflect-metadata';
import { Config } from '#platform/config/config';
import { allCommands } from './commands/all-commands';
import { dispatch } from './commands/dispatch';
import { Interrupted } from './commands/interruption';
import { Terminal } from './commands/terminal';

/** `node dist/cli.js <command> …`: what an operator does to a shop, beside it or while it stands still. */
async function run(): Promise<void> {
  const { signal: interruption } = interruptions();
  const terminal = new Terminal(process.stdin, process.stdout, process.stderr);
  const surroundings = { terminal, interruption, config: () => Config.fromEnvironment() };
  process.exitCode = await dispatch(allCommands, process.argv.slice(2), surroundings);
  // What was broken off would keep the process.
  if (interruption.aborted) process.exit();
}

/** The first signal lets a command put away what it has begun; the second one ends it there. */
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
