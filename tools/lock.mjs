// One launcher per data folder: a second one would run a second database on the same files.
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine } from './processes.mjs';
import { Unable } from './say.mjs';

/**
 * @param {string} home
 * @returns {() => void} lets the folder go
 */
export function holdHome(home) {
  mkdirSync(home, { recursive: true, mode: 0o711 });
  const lock = join(home, 'launcher');
  const mine = `${lock}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    while (!linked(mine, lock)) removeIfStale(lock, home);
  } finally {
    rmSync(mine, { force: true });
  }
  return () => rmSync(lock, { force: true });
}

/**
 * A link is made by one process only, and is never seen half-written.
 *
 * @param {string} from
 * @param {string} to
 */
function linked(from, to) {
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
 * @param {string} home
 */
function removeIfStale(lock, home) {
  const holder = holderOf(lock);
  if (holder !== undefined) {
    throw new Unable(
      `HotDeal is already running on the data folder ${home} (process ${holder}). Stop it first, ` +
        'or give this one a folder of its own: HOTDEAL_HOME=… PORT=… npm start',
    );
  }
  const aside = `${lock}.stale.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch {
    return;
  }
  // Somebody else may have replaced the stale lock with a living one since we looked.
  if (holderOf(aside) !== undefined) linked(aside, lock);
  rmSync(aside, { force: true });
}

/** @param {string} lock */
function holderOf(lock) {
  const pid = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
  return pid > 0 && /tools\/(start|dev)\.mjs/.test(commandLine(pid)) ? pid : undefined;
}
