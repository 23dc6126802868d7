// @ts-check
// `npm ci` when node_modules is missing, or when it is older than the lockfile and holds other versions.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, lstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const limitMs = 600_000;
const interruptedCode = 130;

/**
 * @param {{ projectFolder: string, log: string, onlyWhenAbsent: boolean, output: NodeJS.WriteStream }} options
 */
export async function installIfNeeded({ projectFolder, log, onlyWhenAbsent, output }) {
  const packages = join(projectFolder, 'node_modules');
  // npm writes its own copy of the lockfile at the end of an installation.
  const installed = join(packages, '.package-lock.json');
  if (existsSync(installed) && (onlyWhenAbsent || isCurrent(installed, join(projectFolder, 'package-lock.json'))))
    return;
  if (lstatSync(packages, { throwIfNoEntry: false })?.isSymbolicLink()) {
    throw new Error(
      `${packages} is a symbolic link and out of date. npm ci would empty the folder it points to: install there by hand.`,
    );
  }
  output.write('- Installing packages (npm ci, about a minute) … ');
  const begun = performance.now();
  const failure = await npmCi(projectFolder, log);
  if (failure === undefined) {
    output.write(`${((performance.now() - begun) / 1000).toFixed(1)} s\n`);
    return;
  }
  output.write('failed\n');
  const end = readFileSync(log, 'utf8').trim().split('\n').slice(-12).join('\n  ');
  throw new Error(`npm ci failed (${failure}). The end of ${log}:\n  ${end}`);
}

/**
 * @param {string} cwd
 * @param {string} log
 * @returns {Promise<number | string | undefined>} the exit code, signal or error of a failure
 */
function npmCi(cwd, log) {
  const file = openSync(log, 'w', 0o600);
  const npm = spawn('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd,
    env: { ...process.env, NODE_ENV: 'development' },
    stdio: ['ignore', file, file],
    // A process group of its own, so that its children end with it.
    detached: true,
  });
  closeSync(file);
  // SIGTERM does not end npm. A half-made node_modules has no copy of the lockfile, so it is installed again.
  const stop = () => {
    if (npm.pid !== undefined && npm.exitCode === null) process.kill(-npm.pid, 'SIGKILL');
  };
  const interrupt = () => {
    stop();
    process.exit(interruptedCode);
  };
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  for (const signal of signals) process.on(signal, interrupt);
  const limit = setTimeout(stop, limitMs);
  return new Promise((resolve) => {
    /** @param {number | string | undefined} failure */
    const finish = (failure) => {
      clearTimeout(limit);
      for (const signal of signals) process.off(signal, interrupt);
      resolve(failure);
    };
    npm.once('error', (error) => finish(error.message));
    npm.once('exit', (code, signal) => finish(code === 0 ? undefined : (code ?? signal ?? 1)));
  });
}

/**
 * @param {string} installed
 * @param {string} wanted
 */
function isCurrent(installed, wanted) {
  if (statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return true;
  // A fresh checkout of the same lockfile is newer than the installation, and needs no other one.
  const [present, expected] = [installed, wanted].map((file) => JSON.parse(readFileSync(file, 'utf8')).packages);
  return Object.entries(expected).every(
    ([path, { version, optional }]) =>
      path === '' || present[path]?.version === version || (optional === true && present[path] === undefined),
  );
}
