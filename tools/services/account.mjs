// Whom a local service runs as: ourselves, but never as root where an unprivileged account can reach the data.
import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, statSync } from 'node:fs';

/** @typedef {{ uid: number, gid: number }} Account */

/**
 * Makes the folder, and hands it to the account that the service will run as.
 *
 * @param {string} folder
 * @param {readonly string[]} names accounts to try, best first
 * @returns {Account | undefined} undefined: whoever we are
 */
export function folderFor(folder, names) {
  const isNew = !existsSync(folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (process.getuid?.() !== 0) return undefined;
  if (!isNew) {
    const { uid, gid } = statSync(folder);
    return uid === 0 ? undefined : { uid, gid };
  }
  for (const account of names.map(lookUp)) {
    if (account === undefined) continue;
    chownSync(folder, account.uid, account.gid);
    if (canWrite(account, folder)) return account;
  }
  // Some folder above lets nobody else pass, as /root does.
  chownSync(folder, 0, 0);
  return undefined;
}

/**
 * @param {string} name
 * @returns {Account | undefined}
 */
function lookUp(name) {
  try {
    const [uid, gid] = ['-u', '-g'].map((part) => Number(execFileSync('id', [part, name], { stdio: 'pipe' })));
    return uid === undefined || gid === undefined ? undefined : { uid, gid };
  } catch {
    return undefined;
  }
}

/**
 * @param {Account} account
 * @param {string} folder
 */
function canWrite(account, folder) {
  return spawnSync('test', ['-w', folder], { ...account, cwd: '/' }).status === 0;
}
