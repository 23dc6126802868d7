// `npm run test:faults`: the shop under kill -9, frozen servers and cut connections. The database and Redis are programs
// of this machine, because the suite kills and restarts them by itself.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { applicationBuild, buildIfStale } from './build';
import { runFolder } from './data-folder';
import { type LaunchContext, projectFolder } from './environment';
import { type JestResults, readResults } from './jest-results';
import { launch, stopOrphans } from './processes';
import { serverPrograms } from './services/server-programs';
import { Session } from './session';
import { print } from './terminal';

const CODE_WHEN_INTERRUPTED = 130;

interface Options {
  readonly scenario?: string | undefined;
  readonly planted: boolean;
}

export function launcher({ dataFolder, args }: LaunchContext): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scenario: { type: 'string' },
      seed: { type: 'string' },
      planted: { type: 'boolean', default: false },
    },
  });
  const session = new Session();
  return session.run(async () => {
    const folder = runFolder(dataFolder, 'faults');
    session.onEnd(async () => {
      await stopOrphans(join(folder, 'services'));
      print(summary(folder));
      rmSync(folder, { recursive: true, force: true });
    });
    await buildIfStale(applicationBuild, dataFolder);
    const programs = await serverPrograms(dataFolder);
    const seed = values.seed ?? String(Date.now() % 1_000_000);
    print(`Seed ${seed}; \`npm run test:faults -- --seed ${seed}\` repeats the schedule of faults.`);
    return jest(session, folder, { ...programs, FAULTS_FOLDER: folder, FAULTS_SEED: seed }, values);
  }, CODE_WHEN_INTERRUPTED);
}

function jest(
  session: Session,
  folder: string,
  environment: NodeJS.ProcessEnv,
  { scenario, planted }: Options,
): Promise<number> {
  const child = launch({
    folder,
    name: 'jest',
    marker: folder,
    program: process.execPath,
    args: [
      join(projectFolder, 'node_modules', 'jest', 'bin', 'jest.js'),
      '--config',
      'test/faults/jest.config.cjs',
      '--runInBand',
      // A scenario that ran out of time leaves connections open.
      '--forceExit',
      '--json',
      `--outputFile=${join(folder, 'results.json')}`,
      ...(scenario === undefined ? [] : ['--testNamePattern', planted ? scenario : `\\(${scenario}\\)`]),
      planted ? 'planted.test' : 'faults.test',
    ],
    env: { ...process.env, ...environment },
    cwd: projectFolder,
  });
  session.onEnd(() => child.stop(5000));
  return child.ended;
}

function summary(folder: string): string {
  const results: JestResults = readResults(join(folder, 'results.json')) ?? { passed: 0, failed: 1 };
  return `${figures(join(folder, 'figures.jsonl'))}${results.passed} passed, ${results.failed} failed`;
}

/** The sums over all scenarios. */
function figures(file: string): string {
  if (!existsSync(file)) return '';
  const total: Record<string, number> = {};
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const { scenario: _, ...counts } = JSON.parse(line) as Record<string, number>;
    for (const [name, count] of Object.entries(counts)) total[name] = (total[name] ?? 0) + count;
  }
  const sums = Object.entries(total).map(([name, count]) => `${name} ${count}`);
  return `In all: ${sums.join(', ')}\n`;
}
