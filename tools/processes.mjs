// Children that outlive a killed launcher are found again by their pid file and their command line, never by name.
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

let isOver = false;

/** From now on `launch` throws: nothing is started behind the back of a launcher that is stopping its children. */
export function launchNothingMore() {
  isOver = true;
}

const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * @typedef {object} Launch
 * @property {string} folder where the pid file is kept
 * @property {string} name of the pid file
 * @property {string} mark a part of the child's command line that no other process has
 * @property {string} program
 * @property {readonly string[]} args
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [cwd]
 * @property {string} [log] a file for what it prints; else it prints here
 * @property {string} [input] what it reads on its standard input
 * @property {{ uid: number, gid: number }} [account] whom it runs as
 * @property {string} [scratch] a folder that goes when the child is gone
 */

/**
 * @typedef {object} Child
 * @property {number} pid
 * @property {Promise<number>} ended the exit code; 128 + n after signal n is not told apart: 1
 * @property {() => boolean} alive
 * @property {(graceMs: number) => Promise<void>} stop SIGTERM, and SIGKILL after the grace
 */

/**
 * The child gets a process group of its own: Ctrl-C reaches the launcher alone, which then stops everything in order.
 *
 * @param {Launch} launch
 * @returns {Child}
 */
export function launch(launch) {
  if (isOver) throw new Error('the launcher is stopping');
  const output = launch.log === undefined ? 'inherit' : openSync(launch.log, 'a', 0o600);
  const child = spawn(launch.program, launch.args, {
    cwd: launch.cwd,
    env: launch.env ?? process.env,
    stdio: [launch.input === undefined ? 'ignore' : 'pipe', output, output],
    detached: true,
    ...launch.account,
  });
  const file = pidFile(launch.folder, launch.name);
  if (child.pid !== undefined) {
    writeFileSync(file, JSON.stringify({ pid: child.pid, mark: launch.mark, scratch: launch.scratch }));
  }
  if (typeof output === 'number') closeSync(output);
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(launch.input);

  let alive = child.pid !== undefined;
  const ended = new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  }).then((code) => {
    alive = false;
    forget(file, launch.scratch);
    return code;
  });
  return {
    pid: child.pid ?? 0,
    ended,
    alive: () => alive,
    async stop(graceMs) {
      if (!alive) return;
      await stopGroup(child.pid ?? 0, () => alive || groupLives(child.pid ?? 0), graceMs);
      await ended;
    },
  };
}

/**
 * Stops what a killed launcher left running in this folder, the services after those that use them.
 *
 * @param {string} folder
 * @returns {Promise<string[]>} the names of the children that were still there
 */
export async function stopOrphans(folder) {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.pid')) : [];
  const isService = (/** @type {string} */ name) => name === 'database.pid' || name === 'redis.pid';
  const stop = (/** @type {string} */ name) => stopOrphan(join(folder, name));
  const users = await Promise.all(files.filter((name) => !isService(name)).map(stop));
  const services = await Promise.all(files.filter(isService).map(stop));
  return [...users, ...services].filter((name) => name !== undefined);
}

/** @param {string} file */
async function stopOrphan(file) {
  const { pid, mark, scratch } = readPidFile(file);
  const running = () => pid !== undefined && commandLine(pid).includes(mark);
  const found = running();
  if (found) {
    // InnoDB may need a while to write its pages back.
    await stopGroup(pid, running, 30_000);
  }
  forget(file, scratch);
  return found ? basename(file, '.pid') : undefined;
}

/**
 * A child leads a process group of its own; what it started is stopped with it.
 *
 * @param {number} pid
 * @param {() => boolean} isThere
 * @param {number} graceMs
 */
async function stopGroup(pid, isThere, graceMs) {
  const end = performance.now() + graceMs;
  signalGroup(pid, 'SIGTERM');
  while (isThere() && performance.now() < end) await pause(20);
  if (isThere()) signalGroup(pid, 'SIGKILL');
  // Not for ever: a dead process whose parent never collects it still has its number.
  for (let tries = 0; isThere() && tries < 100; tries += 1) await pause(20);
}

/** @param {number} pid */
function groupLives(pid) {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {number} pid
 * @returns {string} the words of the command line, or '' when there is no such process
 */
export function commandLine(pid) {
  try {
    if (existsSync('/proc/self/cmdline')) return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return '';
  }
}

/**
 * @param {string} folder
 * @param {string} name
 */
const pidFile = (folder, name) => join(folder, `${name}.pid`);

/** @param {string} file */
function readPidFile(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

/**
 * @param {string} file
 * @param {string | undefined} scratch
 */
function forget(file, scratch) {
  rmSync(file, { force: true });
  if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true });
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} name
 */
function signalGroup(pid, name) {
  try {
    process.kill(-pid, name);
  } catch {
    // it has just ended
  }
}
