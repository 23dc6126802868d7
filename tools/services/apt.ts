// Method 4, a Debian or Ubuntu machine without the programs: installs the missing packages, and starts none of their
// system services.
import { execFileSync } from 'node:child_process';
import { logFile } from '../data-folder';
import { execute } from '../execute';
import { LauncherError, print, printStep } from '../terminal';
import type { ServiceName } from './service-request';

const packages = { database: 'mariadb-server', redis: 'redis-server' };

// Debian's packages run this script before they start a service, and exit code 101 forbids it. A script that is there
// already is moved aside for the time of the installation.
const policy = '/usr/sbin/policy-rc.d';
const aside = `${policy}.put-aside`;
const forbidServices = `
  if [ -e ${policy} ] && ! grep -q hotdeal ${policy}; then mv ${policy} ${aside}; fi
  printf '#!/bin/sh\\n# hotdeal: only while it installs its services\\nexit 101\\n' > ${policy} && chmod 755 ${policy}`;
const allowServices = `rm -f ${policy}; if [ -e ${aside} ]; then mv ${aside} ${policy}; fi`;

export async function installPrograms(services: readonly ServiceName[], dataFolder: string): Promise<void> {
  const prefix = rootPrefix();
  const names = services.map((service) => packages[service]);
  print(`Installing ${names.join(' and ')} with apt-get. No system service will be started.`);
  const asRoot = async (seconds: number, ...words: readonly string[]): Promise<void> => {
    const [program = '', ...args] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', ...words];
    await execute(program, args, { seconds, log: logFile(dataFolder, 'apt-get'), cwd: '/' });
  };
  await printStep('apt-get update', () => asRoot(120, 'apt-get', 'update'));
  await printStep(`apt-get install ${names.join(' ')}`, async () => {
    await asRoot(10, 'sh', '-c', forbidServices);
    try {
      await asRoot(300, 'apt-get', 'install', '-y', '--no-install-recommends', ...names);
    } finally {
      await asRoot(10, 'sh', '-c', allowServices);
    }
  });
}

/** @returns what comes before a command that needs root */
function rootPrefix(): readonly string[] {
  if (!canRun('apt-get', ['--version'])) throw new LauncherError('there is no apt-get on this machine');
  if (process.getuid?.() === 0) return [];
  if (canRun('sudo', ['-n', 'true'])) return ['sudo', '-n'];
  throw new LauncherError('apt-get needs root, and sudo asks for a password');
}

function canRun(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore', timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}
