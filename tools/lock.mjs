// @ts-check
// One launcher per data folder: a second one would run a second database on the same files.
import { execFileSync } from 'node:child_process';
import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @param {string} folder
 * @returns {() => void} releases the folder
 */
export function lockDataFolder(folder) {
  const lock = join(folder, 'launcher');
  const own = `${lock}.${process.pid}`;
  writeFileSync(own, `${process.pid} ${startTime(process.pid)}`);
  try {
    while (!link(own, lock)) removeIfStale(lock, folder);
  } finally {
    rmSync(own, { force: true });
  }
  return () => rmSync(lock, { force: true });
}

/**
 * @param {string} folder
 * @returns {boolean} whether a launcher has locked it and still runs
 */
export function isDataFolderLocked(folder) {
  return holderOf(join(folder, 'launcher')) !== undefined;
}

/**
 * Only one process can make the link, and no process sees it half-written.
 *
 * @param {string} from
 * @param {string} to
 */
function link(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (failure) {
    if (existsSync(to)) return false;
    throw failure;
  }
}

/**
 * @param {string} lock
 * @param {string} folder
 */
function removeIfStale(lock, folder) {
  const holder = holderOf(lock);
  if (holder !== undefined) {
    throw new Error(
      `HotDeal is already running on the data folder ${folder} (process ${holder}). Stop it first, ` +
        'or choose another data folder and port: HOTDEAL_HOME=… PORT=… npm start',
    );
  }
  const aside = `${lock}.stale.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch {
    return;
  }
  // Another launcher may have replaced the stale lock with its own in the meantime: that one is put back.
  if (holderOf(aside) !== undefined) link(aside, lock);
  rmSync(aside, { force: true });
}

/**
 * The number of a dead launcher may belong to another process by now; in a container that was started again it is often
 * that of this one.
 *
 * @param {string} lock
 */
function holderOf(lock) {
  const [pid = 0, started] = existsSync(lock) ? readFileSync(lock, 'utf8').split(' ') : [];
  const holder = Number(pid);
  if (!(holder > 0) || holder === process.pid || !/tools\/run\.mjs (start|dev)/.test(commandLine(holder)))
    return undefined;
  return started === undefined || started === startTime(holder) ? holder : undefined;
}

/**
 * @param {number} pid
 * @returns {string} '' where the system does not say it
 */
function startTime(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** @param {number} pid */
function commandLine(pid) {
  try {
    if (existsSync('/proc/self/cmdline')) return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return '';
  }
}
