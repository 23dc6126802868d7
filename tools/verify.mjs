// `npm run verify` (alias: `npm run audit`): runs the integrity checks on the database of the environment or of the running `npm start`.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { application, buildIfStale } from './build.mjs';
import { given, prepareEnvironment, projectFolder } from './environment.mjs';
import { openHome } from './home.mjs';
import { installIfNeeded } from './install.mjs';
import { runningEnvironment } from './running.mjs';
import { reason, run } from './say.mjs';

/** 0: sound, 1: not sound */
const codeWhenNotRun = 2;

void run(async () => {
  try {
    prepareEnvironment();
    const home = openHome();
    const running = given('DB_HOST') === undefined ? runningEnvironment(home) : undefined;
    // A shop that runs here runs on the build that is there; and a production image holds nothing else.
    if (running === undefined && existsSync(join(projectFolder, 'src'))) {
      await installIfNeeded(home);
      await buildIfStale(application, home);
    }
    const { status } = spawnSync(process.execPath, ['dist/cli.js', 'verify'], {
      cwd: projectFolder,
      env: { ...process.env, ...running },
      stdio: 'inherit',
    });
    return status ?? codeWhenNotRun;
  } catch (failure) {
    console.error(`The integrity check could not run: ${reason(failure)}`);
    return codeWhenNotRun;
  }
});
