import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, statSync } from 'node:fs';

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Creates the folder of a local service and gives it to the account that the service will run as: never root, where an
 * unprivileged account can reach the folder.
 *
 * @param names of accounts to try, best first
 * @returns nothing for the launcher's own account
 */
export function folderFor(folder: string, names: readonly string[]): Account | undefined {
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
  // A folder above this one lets no other account pass, as /root does.
  chownSync(folder, 0, 0);
  return undefined;
}

function lookUp(name: string): Account | undefined {
  try {
    const id = (option: string): number => Number(execFileSync('id', [option, name], { stdio: 'pipe' }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

function canWrite(account: Account, folder: string): boolean {
  return spawnSync('test', ['-w', folder], { ...account, cwd: '/' }).status === 0;
}
