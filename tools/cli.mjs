// `npm run cli -- …`: what an operator does to a shop, on the database of the environment or of the running `npm start`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { application, buildIfStale } from './build.mjs';
import { given, prepareEnvironment, projectFolder } from './environment.mjs';
import { openHome } from './home.mjs';
import { installIfNeeded } from './install.mjs';
import { runningEnvironment } from './running.mjs';
import { reason, run, sayOnStandardError } from './say.mjs';

/** 0: done, 1: refused, above 128: ended by a signal */
const codeWhenNotRun = 2;
/** npm goes to the folder of package.json; files are named from where its caller stands. */
const folder = process.env.INIT_CWD ?? process.cwd();
const program = join(projectFolder, 'dist', 'cli.js');

void run(async () => {
  try {
    // What a command writes to standard output is read by programs.
    sayOnStandardError();
    prepareEnvironment();
    const home = openHome();
    const running = given('DB_HOST') === undefined ? runningEnvironment(home) : undefined;
    // A shop that runs here runs on the build that is there; and a production image holds nothing else.
    if (!existsSync(program) || (running === undefined && existsSync(join(projectFolder, 'src')))) {
      await installIfNeeded(home);
      await buildIfStale(application, home);
    }
    return await ended(
      spawn(process.execPath, [program, ...process.argv.slice(2)], {
        cwd: folder,
        env: { ...process.env, ...running },
        stdio: 'inherit',
      }),
    );
  } catch (failure) {
    console.error(`The command could not run: ${reason(failure)}`);
    return codeWhenNotRun;
  }
});

/**
 * Waits for the command also when a signal comes: Ctrl-C reaches both of them, and it has to put away what it has begun.
 *
 * @param {import('node:child_process').ChildProcess} command
 * @returns {Promise<number>} its exit code
 */
async function ended(command) {
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => command.kill('SIGTERM'));
  const [code, signal] = await once(command, 'exit');
  return code ?? 128 + constants.signals[/** @type {NodeJS.Signals} */ (signal)];
}
