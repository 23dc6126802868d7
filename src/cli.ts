import 'reflect-metadata';
import { Config } from '#platform/config/config';
import { allCommands } from './commands/all-commands';
import { dispatch } from './commands/dispatch';
import { Terminal } from './commands/terminal';

/** `node dist/cli.js <command> …`: what an operator does to a shop, beside it or while it stands still. */
async function run(): Promise<void> {
  const terminal = new Terminal(process.stdin, process.stdout, process.stderr);
  const surroundings = { terminal, config: () => Config.fromEnvironment() };
  process.exitCode = await dispatch(allCommands, process.argv.slice(2), surroundings);
}

void run();
