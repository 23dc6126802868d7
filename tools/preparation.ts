import { applicationBuild, buildIfStale, pagesBuild } from './build';
import { choosePorts, type Configuration, createConfiguration, schemaName } from './configuration';
import { saveRunningEnvironment } from './data-folder';
import { projectFolder } from './environment';
import { execute } from './execute';
import { stopOrphans } from './processes';
import { loadOrCreateSecrets } from './secrets';
import { findServices } from './services/find';
import type { Session } from './session';
import { print, printStep } from './terminal';

export interface Preparation {
  /** complete, for the application */
  readonly environment: NodeJS.ProcessEnv;
  /** the part of it that is the application's own */
  readonly configuration: Configuration;
  /** how the services were found */
  readonly method: string;
  /** resolves when a service ended by itself */
  readonly lostService: Promise<string>;
}

/** What `npm start` and `npm run dev` have in common: everything before the application itself. */
export async function prepare(session: Session, dataFolder: string): Promise<Preparation> {
  session.onEnd(() => stopOrphans(dataFolder));
  const orphans = await stopOrphans(dataFolder);
  if (orphans.length > 0) print(`Stopped what an earlier start had left running: ${orphans.join(', ')}`);

  const ports = await choosePorts();
  const secrets = loadOrCreateSecrets(dataFolder);
  await buildIfStale(applicationBuild, dataFolder);
  await buildIfStale(pagesBuild, dataFolder);
  print('- Services');
  const services = await findServices({
    kind: 'start',
    dataFolder,
    folder: dataFolder,
    schema: schemaName(),
    secrets,
    onEnd: (closer) => session.onEnd(closer),
  });
  const configuration = createConfiguration(secrets, ports);
  const environment = { ...process.env, ...services.environment, ...configuration };
  const { DB_SCHEME, SECRET_KEY, PORT } = configuration;
  session.onEnd(saveRunningEnvironment(dataFolder, { ...services.environment, DB_SCHEME, SECRET_KEY, PORT }));
  await printStep('Applying the migrations', () =>
    execute(process.execPath, ['dist/migrate.js'], { cwd: projectFolder, env: environment, seconds: 120 }),
  );
  return { environment, configuration, method: services.method, lostService: services.lostService };
}
