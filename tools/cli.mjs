// `npm run cli -- …`: what an operator does to a shop, on the database of the environment or of the running `npm start`.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { application, buildIfStale } from './build.mjs';
import { given, prepareEnvironment, projectFolder } from './environment.mjs';
import { openHome } from './home.mjs';
import { installIfNeeded } from './install.mjs';
import { runningEnvironment } from './running.mjs';
import { reason, run } from './say.mjs';

/** 0: done, 1: refused */
const codeWhenNotRun = 2;
/** npm goes to the folder of package.json; files are named from where its caller stands. */
const folder = process.env.INIT_CWD ?? process.cwd();
const program = join(projectFolder, 'dist', 'cli.js');

void run(async () => {
  try {
    prepareEnvironment();
    const home = openHome();
    const running = given('DB_HOST') === undefined ? runningEnvironment(home) : undefined;
    // A shop that runs here runs on the build that is there; and a production image holds nothing else.
    if (!existsSync(program) || (running === undefined && existsSync(join(projectFolder, 'src')))) {
      await installIfNeeded(home);
      await buildIfStale(application, home);
    }
    const { status } = spawnSync(process.execPath, [program, ...process.argv.slice(2)], {
      cwd: folder,
      env: { ...process.env, ...running },
      stdio: 'inherit',
    });
    return status ?? codeWhenNotRun;
  } catch (failure) {
    console.error(`The command could not run: ${reason(failure)}`);
    return codeWhenNotRun;
  }
});
