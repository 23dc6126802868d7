// Packages: `npm ci` when node_modules is missing or belongs to another lockfile.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from './commands.mjs';
import { projectFolder } from './environment.mjs';
import { logFile } from './home.mjs';
import { step } from './say.mjs';

/** @param {string} home */
export async function installIfNeeded(home) {
  if (isInstalled()) return;
  await step('Installing packages (npm ci, about a minute)', () =>
    execute('npm', ['ci', '--no-audit', '--no-fund'], {
      cwd: projectFolder,
      seconds: 600,
      log: logFile(home, 'npm-ci'),
      env: { ...process.env, NODE_ENV: 'development' },
    }),
  );
}

/** npm writes its own copy of the lockfile at the end of an installation. */
function isInstalled() {
  const installed = join(projectFolder, 'node_modules', '.package-lock.json');
  return (
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(projectFolder, 'package-lock.json')).mtimeMs
  );
}
