// @ts-check
// The entry of every npm command. It does what has to happen before the packages are installed, in plain JavaScript
// that needs Node alone. Everything after the installation is TypeScript, in this folder and below.
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { installIfNeeded } from './install.mjs';
import { isDataFolderLocked, lockDataFolder } from './lock.mjs';

const oldestNode = /** @type {const} */ ([20, 19]);
const projectFolder = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * @typedef {object} Command
 * @property {boolean} [locksDataFolder] a second launcher would run a second database on the same files
 * @property {string} [program] of the build; where there are no sources, as in a production image, it runs by itself
 * @property {'always' | 'while-it-runs'} [besideShop] when a shop may be running on the installed packages, which are
 *   then not replaced
 * @property {boolean} [printsResults] standard output belongs to the results
 * @property {number} [failureCode] the exit code when the command could not run
 */

/** @type {Record<string, Command>} */
const commands = {
  start: { locksDataFolder: true },
  dev: { locksDataFolder: true },
  test: {},
  faults: {},
  bench: {},
  demo: { besideShop: 'always' },
  pg: { besideShop: 'always' },
  migrate: { program: 'dist/migrate.js' },
  cli: { program: 'dist/cli.js', besideShop: 'while-it-runs', printsResults: true, failureCode: 2 },
  'record-release': {},
};

const [name = '', ...args] = process.argv.slice(2);
const { locksDataFolder, program, besideShop, printsResults, failureCode = 1 } = commands[name] ?? refuse(name);
try {
  requireNode();
  process.chdir(projectFolder);
  if (existsSync('.env')) process.loadEnvFile('.env');
  if (program !== undefined && !existsSync('src')) await runProgram(program);
  else await runLauncher();
} catch (failure) {
  console.error(failure instanceof Error ? `\n${failure.message}` : failure);
  process.exit(failureCode);
}

async function runLauncher() {
  const dataFolder = openDataFolder();
  if (locksDataFolder) process.once('exit', lockDataFolder(dataFolder));
  await installIfNeeded({
    projectFolder,
    log: join(dataFolder, 'logs', 'npm-ci.log'),
    onlyWhenAbsent: besideShop === 'always' || (besideShop === 'while-it-runs' && isShopRunning()),
    output: printsResults ? process.stderr : process.stdout,
  });
  const load = createRequire(import.meta.url);
  load('./typescript.cjs');
  const { launch } = load('./launch.ts');
  await launch(name, { dataFolder, args });
}

/** @param {string} path */
async function runProgram(path) {
  const file = join(projectFolder, path);
  // npm changes to the folder of package.json; the files that a command names are relative to its caller's folder.
  process.chdir(process.env['INIT_CWD'] ?? projectFolder);
  process.argv.splice(1, 2, file);
  await import(pathToFileURL(file).href);
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  throw new Error(`HotDeal needs Node ${oldestNode.join('.')} or newer; this is Node ${process.versions.node}.`);
}

/**
 * Generated secrets, the data of the local services, and logs. Other accounts may pass through the folder but not list
 * it, because a database that runs as an unprivileged user keeps its files below. Each file and folder inside sets its
 * own permissions.
 */
function openDataFolder() {
  const folder = dataFolderPath();
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  mkdirSync(join(folder, 'logs'), { recursive: true, mode: 0o700 });
  return folder;
}

function dataFolderPath() {
  return resolve(projectFolder, process.env['HOTDEAL_HOME']?.trim() || '.hotdeal');
}

/** A command that is given another database has nothing to do with that shop. */
function isShopRunning() {
  return !process.env['DB_HOST']?.trim() && isDataFolderLocked(dataFolderPath());
}

/**
 * @param {string} unknown
 * @returns {never}
 */
function refuse(unknown) {
  console.error(`There is no command "${unknown}". Commands: ${Object.keys(commands).join(', ')}.`);
  process.exit(1);
}
