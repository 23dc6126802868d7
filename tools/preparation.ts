import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { applicationBuild, buildIfStale, pagesBuild } from './build';
import {
  choosePorts,
  type Configuration,
  createConfiguration,
  describePayments,
  describeShipping,
  schemaName,
  trialFeatures,
} from './configuration';
import { endOfFile, logFile, saveRunningEnvironment } from './data-folder';
import { type LaunchContext, projectFolder } from './environment';
import { launch, stopOrphans } from './processes';
import { startSimulatorIfAsked } from './payment-simulator';
import { loadOrCreateSecrets } from './secrets';
import { findServices } from './services/find';
import type { Session } from './session';
import { demoCatalogueFile, recordedDatabase, startOptions } from './shop-data';
import { LauncherError, print, printStep } from './terminal';

/** How long a statement of a migration may take to end after Ctrl-C. */
const STATEMENT_GRACE_MS = 60_000;

export interface Preparation {
  /** complete, for the application */
  readonly environment: NodeJS.ProcessEnv;
  /** the part of it that is the application's own */
  readonly configuration: Configuration;
  /** how the services were found */
  readonly method: string;
  /** resolves when a service ended by itself */
  readonly lostService: Promise<string>;
  /** for the reader */
  readonly payments: string;
  readonly shipping: string;
}

/** What `npm start` and `npm run dev` have in common: everything before the application itself. */
export async function prepare(session: Session, { dataFolder, args }: LaunchContext): Promise<Preparation> {
  const { newDatabase, newSecrets } = startOptions(args);
  session.onEnd(() => stopOrphans(dataFolder));
  const orphans = await stopOrphans(dataFolder);
  if (orphans.length > 0) print(`Stopped what an earlier start had left running: ${orphans.join(', ')}`);

  const ports = await choosePorts();
  const secrets = loadOrCreateSecrets(dataFolder, { renew: newSecrets });
  // An empty database gets the demo catalogue, like the first one.
  if (newDatabase) rmSync(demoCatalogueFile(dataFolder), { force: true });
  await buildIfStale(applicationBuild, dataFolder);
  await buildIfStale(pagesBuild, dataFolder);
  print('- Services');
  const services = await findServices({
    kind: 'start',
    dataFolder,
    folder: dataFolder,
    schema: schemaName(),
    expectedDatabase: newDatabase ? undefined : recordedDatabase(dataFolder),
    secrets,
    onEnd: (closer) => session.onEnd(closer),
  });
  const configuration = createConfiguration(secrets, ports);
  const features = trialFeatures();
  const simulator = await startSimulatorIfAsked(session, dataFolder, ports.port, features);
  const outside = { ...services.environment, ...features, ...simulator?.environment };
  const environment = { ...process.env, ...outside, ...configuration };
  const { DB_SCHEME, SECRET_KEY, PORT } = configuration;
  const shared = { ...outside, DB_SCHEME, SECRET_KEY, PORT };
  session.onEnd(saveRunningEnvironment(dataFolder, shared));
  await printStep('Applying the migrations', () => migrate(session, dataFolder, environment));
  const { method, lostService } = services;
  const payments = describePayments(features, simulator?.description);
  return { environment, configuration, method, lostService, payments, shipping: describeShipping(features) };
}

/** A large table may need more time than any limit that fits a small one, so only Ctrl-C ends a migration. */
async function migrate(session: Session, dataFolder: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const program = join(projectFolder, 'dist', 'migrate.js');
  const log = logFile(dataFolder, 'migrations');
  const child = launch({
    folder: dataFolder,
    name: 'migrations',
    marker: program,
    program: process.execPath,
    args: [program],
    env: environment,
    cwd: projectFolder,
    log,
  });
  // The database is stopped after this, so that the running statement ends first.
  session.onEnd(() => child.stop(STATEMENT_GRACE_MS));
  if ((await child.ended) !== 0) throw new LauncherError(`The end of ${log}:\n${endOfFile(log)}`);
}
