// Way 4: a bare Debian machine. The missing packages are installed, and none of their system services is started.
import { execFileSync } from 'node:child_process';
import { execute } from '../commands.mjs';
import { logFile } from '../home.mjs';
import { say, step, Unable } from '../say.mjs';

const packages = { database: 'mariadb-server', redis: 'redis-server' };

// Debian's packages ask this file before they start a service; 101 means no. One that was there is put aside, and back.
const policy = '/usr/sbin/policy-rc.d';
const aside = `${policy}.put-aside`;
const forbid = `
  if [ -e ${policy} ] && ! grep -q hotdeal ${policy}; then mv ${policy} ${aside}; fi
  printf '#!/bin/sh\\n# hotdeal: only while it installs its services\\nexit 101\\n' > ${policy} && chmod 755 ${policy}`;
const putBack = `rm -f ${policy}; if [ -e ${aside} ]; then mv ${aside} ${policy}; fi`;

/**
 * @param {readonly import('./found.mjs').Need[]} needs
 * @param {string} home
 */
export async function installPrograms(needs, home) {
  const prefix = becomingRoot();
  const names = needs.map((need) => packages[need]);
  say(`This machine lacks ${names.join(' and ')}: installing with apt-get (no system service will be started).`);
  const asRootRun = (/** @type {number} */ seconds, /** @type {string[]} */ ...words) => {
    const [program = '', ...args] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', ...words];
    return execute(program, args, { seconds, log: logFile(home, 'apt-get'), cwd: '/' });
  };
  await step('apt-get update', () => asRootRun(120, 'apt-get', 'update'));
  await step(`apt-get install ${names.join(' ')}`, async () => {
    await asRootRun(10, 'sh', '-c', forbid);
    try {
      await asRootRun(300, 'apt-get', 'install', '-y', '--no-install-recommends', ...names);
    } finally {
      await asRootRun(10, 'sh', '-c', putBack);
    }
  });
}

/** @returns {string[]} the words before a command that needs root */
function becomingRoot() {
  if (!runs('apt-get', ['--version'])) throw new Unable('there is no apt-get on this machine');
  if (process.getuid?.() === 0) return [];
  if (runs('sudo', ['-n', 'true'])) return ['sudo', '-n'];
  throw new Unable('apt-get needs root, and sudo asks for a password');
}

/**
 * @param {string} program
 * @param {string[]} args
 */
function runs(program, args) {
  try {
    execFileSync(program, args, { stdio: 'ignore', timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}
