// `npm run cli -- …`, `npm run verify`: the operator's commands, on the database of the environment or of the running `npm start`.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { applicationBuild, buildIfStale } from './build';
import { runningEnvironment } from './data-folder';
import { type LaunchContext, projectFolder, setting } from './environment';
import { messageOf, printToStandardError } from './terminal';

/** A command that ran returns 0 (done), 1 (refused) or more than 128 (ended by a signal). */
const CODE_WHEN_NOT_RUN = 2;

export async function launcher({ dataFolder, args }: LaunchContext): Promise<number> {
  const program = join(projectFolder, 'dist', 'cli.js');
  try {
    printToStandardError();
    const running = setting('DB_HOST') === undefined ? runningEnvironment(dataFolder) : undefined;
    // A running shop uses the build that is there, so that one is not replaced.
    if (running === undefined || !existsSync(program)) await buildIfStale(applicationBuild, dataFolder);
    const command = spawn(process.execPath, [program, ...args], {
      // npm changes to the folder of package.json; the files that a command names are relative to its caller's folder.
      cwd: process.env['INIT_CWD'] ?? process.cwd(),
      env: { ...process.env, ...running },
      stdio: 'inherit',
    });
    return await exitCodeOf(command);
  } catch (failure) {
    console.error(`The command could not run: ${messageOf(failure)}`);
    return CODE_WHEN_NOT_RUN;
  }
}

/** Waits for the command also after a signal: Ctrl-C reaches both processes, and the command has work to undo. */
async function exitCodeOf(command: ChildProcess): Promise<number> {
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => command.kill('SIGTERM'));
  const [code, signal] = (await once(command, 'exit')) as [number | null, NodeJS.Signals];
  return code ?? 128 + constants.signals[signal];
}
