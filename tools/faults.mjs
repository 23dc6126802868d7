// `npm run test:faults`: the shop under kill -9, frozen servers and broken wires. The servers are programs of this
// machine, since they are killed: a container would be restarted by somebody else's rules.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { application, buildIfStale } from './build.mjs';
import { prepareEnvironment, projectFolder } from './environment.mjs';
import { openHome, runFolder } from './home.mjs';
import { installIfNeeded } from './install.mjs';
import { launch, stopOrphans } from './processes.mjs';
import { run, say } from './say.mjs';
import { serverPrograms } from './services/own-servers.mjs';
import { Session } from './session.mjs';

void run(async () => {
  prepareEnvironment();
  const { values } = parseArgs({
    options: {
      scenario: { type: 'string' },
      seed: { type: 'string' },
      planted: { type: 'boolean', default: false },
    },
  });
  const home = openHome();
  const session = new Session();
  return session.during(async () => {
    const folder = runFolder(home, 'faults');
    session.atEnd(async () => {
      await stopOrphans(join(folder, 'ground'));
      say(sums(folder));
      rmSync(folder, { recursive: true, force: true });
    });
    await installIfNeeded(home);
    await buildIfStale(application, home);
    const environment = { ...(await serverPrograms(home)), FAULTS_FOLDER: folder };
    const seed = values.seed ?? String(Date.now() % 1_000_000);
    say(`Seed ${seed}; \`npm run test:faults -- --seed ${seed}\` repeats the schedule of faults.`);
    return jest(session, folder, { ...environment, FAULTS_SEED: seed }, values);
  }, 130);
});

/**
 * @param {Session} session
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} environment
 * @param {{ scenario?: string, planted?: boolean }} asked
 */
async function jest(session, folder, environment, { scenario, planted }) {
  const program = join(projectFolder, 'node_modules', 'jest', 'bin', 'jest.js');
  const child = launch({
    folder,
    name: 'jest',
    mark: folder,
    program: process.execPath,
    args: [
      program,
      '--config',
      'test/faults/jest.config.cjs',
      '--runInBand',
      // A scenario that was given up leaves connections open.
      '--forceExit',
      '--json',
      `--outputFile=${join(folder, 'results.json')}`,
      ...(scenario === undefined ? [] : ['--testNamePattern', planted ? scenario : `\\(${scenario}\\)`]),
      planted ? 'planted.test' : 'faults.test',
    ],
    env: { ...process.env, ...environment },
    cwd: projectFolder,
  });
  session.atEnd(() => child.stop(5000));
  return child.ended;
}

/** @param {string} folder */
function sums(folder) {
  const figures = join(folder, 'figures.jsonl');
  /** @type {Record<string, number>} */
  const total = {};
  const lines = existsSync(figures) ? readFileSync(figures, 'utf8').trim().split('\n') : [];
  for (const { scenario: _, ...counts } of lines.map((line) => JSON.parse(line))) {
    for (const [name, count] of Object.entries(counts)) total[name] = (total[name] ?? 0) + count;
  }
  const sum = Object.entries(total).map(([name, count]) => `${name} ${count}`);
  const { passed, failed } = outcomes(join(folder, 'results.json'));
  return `${lines.length === 0 ? '' : `In all: ${sum.join(', ')}\n`}${passed} passed, ${failed} failed`;
}

/** @param {string} results */
function outcomes(results) {
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(results, 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
