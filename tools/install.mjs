// Packages: `npm ci` when node_modules is missing, or is older than the lockfile and holds something else.
import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from './commands.mjs';
import { projectFolder } from './environment.mjs';
import { logFile } from './home.mjs';
import { step, Unable } from './say.mjs';

const modules = join(projectFolder, 'node_modules');
// npm writes its own copy of the lockfile at the end of an installation.
const installed = join(modules, '.package-lock.json');
const wanted = join(projectFolder, 'package-lock.json');

/** @param {string} home */
export async function installIfNeeded(home) {
  if (isCurrent()) return;
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) {
    throw new Unable(
      `${modules} is a link and out of date: npm ci would empty what it points to. Install there by hand.`,
    );
  }
  await step('Installing packages (npm ci, about a minute)', () =>
    execute('npm', ['ci', '--no-audit', '--no-fund'], {
      cwd: projectFolder,
      seconds: 600,
      log: logFile(home, 'npm-ci'),
      env: { ...process.env, NODE_ENV: 'development' },
    }),
  );
}

function isCurrent() {
  if (!existsSync(installed)) return false;
  return statSync(installed).mtimeMs >= statSync(wanted).mtimeMs || holdsTheSame();
}

/** A fresh checkout of the same lockfile is younger than the installation, and no reason for another one. */
function holdsTheSame() {
  const [there, asked] = [installed, wanted].map((file) => JSON.parse(readFileSync(file, 'utf8')).packages);
  return Object.entries(asked).every(
    ([path, { version, optional }]) =>
      path === '' || there[path]?.version === version || (optional === true && there[path] === undefined),
  );
}
