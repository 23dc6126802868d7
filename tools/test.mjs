// `npm test`: services of its own, then jest with the arguments that follow, then its totals in the last line.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale, pages } from './build.mjs';
import { given, prepareEnvironment, projectFolder } from './environment.mjs';
import { openHome, runFolder } from './home.mjs';
import { installIfNeeded } from './install.mjs';
import { commandLine, launch, stopOrphans } from './processes.mjs';
import { run, say } from './say.mjs';
import { generatedSecrets } from './secrets.mjs';
import { findServices } from './services/find.mjs';
import { optionalPrograms } from './services/optional-programs.mjs';
import { Session } from './session.mjs';

/** What jest may take to end after the last test. */
const graceSeconds = 20;

/** Of the database server's own clock: in UTC, a connection that forgets to say which zone it means goes unnoticed. */
const zone = 'Asia/Seoul';

const plainRedisOnly = 'REDIS_URL is not used: tests cut the wires of a plain Redis, which REDIS_HOST may name';

/** These projects of jest.config.cjs need no services. */
const alone = new Set(['unit', 'architecture']);

void run(async () => {
  prepareEnvironment();
  const args = process.argv.slice(2);
  const home = openHome();
  const session = new Session();
  return session.during(async () => {
    const optional = optionalPrograms();
    await removeWhatKilledRunsLeft(home);
    const folder = newFolder(home);
    session.atEnd(async () => {
      const summary = totals(folder);
      await stopOrphans(folder);
      rmSync(folder, { recursive: true, force: true });
      for (const notice of optional.skipped) say(notice);
      say(summary);
    });
    await installIfNeeded(home);
    const environment = needsServices(args) ? await surroundings(session, home, folder) : {};
    return jest(session, folder, args, { ...environment, ...optional.environment });
  }, 130);
});

/**
 * @param {Session} session
 * @param {string} home
 * @param {string} folder
 */
async function surroundings(session, home, folder) {
  await buildIfStale(pages, home);
  const services = await findServices({
    kind: 'test',
    home,
    folder,
    schema: '',
    secrets: generatedSecrets(),
    atEnd: (closer) => session.atEnd(closer),
    zone: given('HOTDEAL_DB_TIMEZONE') ?? zone,
  });
  if (given('REDIS_URL') !== undefined) say(`  ${plainRedisOnly}`);
  return services.environment;
}

/**
 * @param {Session} session
 * @param {string} folder
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} environment
 */
async function jest(session, folder, args, environment) {
  const results = resultsFile(folder);
  const program = join(projectFolder, 'node_modules', 'jest', 'bin', 'jest.js');
  const child = launch({
    folder,
    name: 'jest',
    mark: results,
    program: process.execPath,
    args: [program, '--json', `--outputFile=${results}`, ...args],
    env: { ...process.env, ...environment },
    cwd: projectFolder,
  });
  session.atEnd(() => child.stop(5000));
  return args.some((arg) => arg.startsWith('--watch')) ? child.ended : endOf(child, results);
}

/**
 * A connection that a test forgot to close would keep jest alive for ever, after everything has passed.
 *
 * @param {import('./processes.mjs').Child} child
 * @param {string} results written when the last test is over
 */
async function endOf(child, results) {
  let isDone = false;
  const ended = child.ended.finally(() => (isDone = true));
  for (let quiet = 0; !isDone && quiet < graceSeconds;) {
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 1000))]);
    if (existsSync(results)) quiet += 1;
  }
  if (isDone) return ended;
  await child.stop(5000);
  say(
    `jest did not end within ${graceSeconds} s of the last test: a test left something open. That counts as a failure.`,
  );
  return 1;
}

/** @param {string} folder */
const resultsFile = (folder) => join(folder, 'results.json');

/** @param {string} folder */
function totals(folder) {
  try {
    const results = resultsFile(folder);
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(results, 'utf8'));
    return `${numPassedTests} passed, ${numFailedTests + numRuntimeErrorTestSuites} failed`;
  } catch {
    return '0 passed, 0 failed';
  }
}

/** @param {readonly string[]} args */
function needsServices(args) {
  const at = args.indexOf('--selectProjects');
  if (at === -1) return true;
  const rest = args.slice(at + 1);
  const end = rest.findIndex((arg) => arg.startsWith('-'));
  const projects = end === -1 ? rest : rest.slice(0, end);
  return projects.some((project) => !alone.has(project));
}

/**
 * Several runs may go on at once; each has a folder that names its process.
 *
 * @param {string} home
 */
function newFolder(home) {
  const folder = runFolder(home, 'tests');
  // A database that runs as an unprivileged user passes through.
  chmodSync(folder, 0o711);
  return folder;
}

/** @param {string} home */
async function removeWhatKilledRunsLeft(home) {
  const tests = join(home, 'tests');
  mkdirSync(tests, { recursive: true, mode: 0o711 });
  for (const name of readdirSync(tests)) {
    const pid = Number(name.split('-')[0]);
    if (commandLine(pid).includes('tools/test.mjs')) continue;
    const orphans = await stopOrphans(join(tests, name));
    if (orphans.length > 0) say(`Stopped what a killed test run had left: ${orphans.join(', ')}`);
    rmSync(join(tests, name), { recursive: true, force: true });
  }
}
