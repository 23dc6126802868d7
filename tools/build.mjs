// The builds: each only when its sources, or what they are built with, changed since the last one.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { execute } from './commands.mjs';
import { projectFolder } from './environment.mjs';
import { logFile } from './home.mjs';
import { step } from './say.mjs';

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {string} output deleted by each build, and the claim in it that it is current
 * @property {readonly string[]} program
 * @property {readonly string[]} sources folders and files
 */

/**
 * Before Node 20.19.5 the compiler's program cannot load `ora`, unless that is there already; Debian 13 has 20.19.2.
 *
 * @type {Part}
 */
export const application = {
  name: 'application',
  output: 'dist',
  program: ['--import', 'ora', 'node_modules/@nestjs/cli/bin/nest.js', 'build'],
  sources: ['src', 'tsconfig.json', 'nest-cli.json'],
};

/** @type {Part} */
export const pages = {
  name: 'pages',
  output: 'web/dist',
  program: ['node_modules/vite/bin/vite.js', 'build', 'web', '--logLevel', 'warn'],
  sources: ['web/src', 'web/public', 'web/index.html', 'web/admin.html', 'web/vite.config.ts', 'client/src'],
};

/**
 * @param {Part} part
 * @param {string} home
 */
export async function buildIfStale({ name, output, program, sources }, home) {
  const stamp = join(projectFolder, output, '.sources');
  const hash = hashOf([...sources, 'package.json', 'package-lock.json']);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  await step(`Building the ${name}`, async () => {
    await execute(process.execPath, [...program], {
      cwd: projectFolder,
      seconds: 300,
      log: logFile(home, `build-${name}`),
    });
    writeFileSync(stamp, hash);
  });
}

/** @param {readonly string[]} sources */
function hashOf(sources) {
  const hash = createHash('sha256');
  for (const file of sources.map((source) => join(projectFolder, source)).flatMap(filesIn)) {
    hash
      .update(`${relative(projectFolder, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

/** @param {string} path */
function filesIn(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}
