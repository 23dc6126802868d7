// `npm test`: services for the tests alone, then jest with the arguments that follow, then its totals in the last line.
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { buildIfStale, pagesBuild } from './build';
import { runFolder } from './data-folder';
import { type LaunchContext, projectFolder, setting } from './environment';
import { readResults } from './jest-results';
import { type Child, commandLine, launch, stopOrphans } from './processes';
import { generateSecrets } from './secrets';
import { findServices } from './services/find';
import { optionalPrograms } from './services/optional-programs';
import { Session } from './session';
import { print } from './terminal';

const CODE_WHEN_INTERRUPTED = 130;

/** How long jest may take to end after the last test. */
const GRACE_SECONDS = 20;

/** The database server's time zone: in UTC, a connection that does not set its own zone would go unnoticed. */
const TIME_ZONE = 'Asia/Seoul';

/** These projects of jest.config.cjs need no services. */
const PROJECTS_WITHOUT_SERVICES = new Set(['unit', 'architecture']);

export function launcher({ dataFolder, args }: LaunchContext): Promise<number> {
  const session = new Session();
  return session.run(async () => {
    const optional = optionalPrograms();
    await removeKilledRuns(dataFolder);
    const folder = runFolder(dataFolder, 'tests');
    // A database that runs as an unprivileged user passes through this folder.
    chmodSync(folder, 0o711);
    session.onEnd(async () => {
      const summary = totals(folder);
      await stopOrphans(folder);
      rmSync(folder, { recursive: true, force: true });
      for (const notice of optional.notices) print(notice);
      print(summary);
    });
    const environment = needsServices(args) ? await startServices(session, dataFolder, folder) : {};
    return jest(session, folder, args, { ...environment, ...optional.environment });
  }, CODE_WHEN_INTERRUPTED);
}

async function startServices(session: Session, dataFolder: string, folder: string): Promise<NodeJS.ProcessEnv> {
  await buildIfStale(pagesBuild, dataFolder);
  const services = await findServices({
    kind: 'test',
    dataFolder,
    folder,
    schema: '',
    secrets: generateSecrets(),
    onEnd: (closer) => session.onEnd(closer),
    timeZone: setting('HOTDEAL_DB_TIMEZONE') ?? TIME_ZONE,
  });
  if (setting('REDIS_URL') !== undefined) {
    print('  REDIS_URL is not used: the tests cut connections to a single Redis, which REDIS_HOST can name.');
  }
  return services.environment;
}

async function jest(
  session: Session,
  folder: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  const results = resultsFile(folder);
  const child = launch({
    folder,
    name: 'jest',
    marker: results,
    program: process.execPath,
    args: [join(projectFolder, 'node_modules', 'jest', 'bin', 'jest.js'), '--json', `--outputFile=${results}`, ...args],
    env: { ...process.env, ...environment },
    cwd: projectFolder,
  });
  session.onEnd(() => child.stop(5000));
  return args.some((arg) => arg.startsWith('--watch')) ? child.ended : endOf(child, results);
}

/** A connection that a test left open would keep jest running for ever after everything has passed. */
async function endOf(child: Child, results: string): Promise<number> {
  for (let quietSeconds = 0; child.isAlive() && quietSeconds < GRACE_SECONDS;) {
    await Promise.race([child.ended, pause(1000)]);
    // jest writes its results when the last test is over.
    if (existsSync(results)) quietSeconds += 1;
  }
  if (!child.isAlive()) return child.ended;
  await child.stop(5000);
  print(
    `jest did not end within ${GRACE_SECONDS} s of the last test, because a test left something open. That counts as a failure.`,
  );
  return 1;
}

const resultsFile = (folder: string): string => join(folder, 'results.json');

function totals(folder: string): string {
  const { passed, failed } = readResults(resultsFile(folder)) ?? { passed: 0, failed: 0 };
  return `${passed} passed, ${failed} failed`;
}

function needsServices(args: readonly string[]): boolean {
  const at = args.indexOf('--selectProjects');
  if (at === -1) return true;
  const rest = args.slice(at + 1);
  const end = rest.findIndex((arg) => arg.startsWith('-'));
  const projects = end === -1 ? rest : rest.slice(0, end);
  return projects.some((project) => !PROJECTS_WITHOUT_SERVICES.has(project));
}

/** Several test runs may go on at once; the folder of each is named after its process. */
async function removeKilledRuns(dataFolder: string): Promise<void> {
  const tests = join(dataFolder, 'tests');
  mkdirSync(tests, { recursive: true, mode: 0o711 });
  for (const name of readdirSync(tests)) {
    const pid = Number(name.split('-')[0]);
    if (commandLine(pid).includes('tools/run.mjs test')) continue;
    const orphans = await stopOrphans(join(tests, name));
    if (orphans.length > 0) print(`Stopped what a killed test run had left running: ${orphans.join(', ')}`);
    rmSync(join(tests, name), { recursive: true, force: true });
  }
}
