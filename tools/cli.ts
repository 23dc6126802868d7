// `npm run cli -- …`, `npm run verify`: the operator's commands, on the database of the environment or of the running `npm start`.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { applicationBuild, buildIfStale } from './build';
import { runningEnvironment } from './data-folder';
import { type LaunchContext, projectFolder, setting } from './environment';
import { runInTerminal } from './execute';
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
    return await runInTerminal(program, args, {
      // npm changes to the folder of package.json; the files that a command names are relative to its caller's folder.
      cwd: process.env['INIT_CWD'] ?? process.cwd(),
      env: { ...process.env, ...running },
    });
  } catch (failure) {
    console.error(`The command could not run: ${messageOf(failure)}`);
    return CODE_WHEN_NOT_RUN;
  }
}
