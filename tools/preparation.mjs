// What `npm start` and `npm run dev` have in common: all that comes before the application itself.
import { application, buildIfStale, pages } from './build.mjs';
import { execute } from './commands.mjs';
import { freePorts, ownConfiguration, schemaName } from './configuration.mjs';
import { prepareEnvironment, projectFolder } from './environment.mjs';
import { openHome } from './home.mjs';
import { installIfNeeded } from './install.mjs';
import { holdHome } from './lock.mjs';
import { stopOrphans } from './processes.mjs';
import { noteRunning } from './running.mjs';
import { say, step } from './say.mjs';
import { keptSecrets } from './secrets.mjs';
import { findServices } from './services/find.mjs';

/**
 * @typedef {object} Prepared
 * @property {string} home
 * @property {NodeJS.ProcessEnv} environment complete, for the application
 * @property {Record<string, string>} configuration the application's own part of it
 * @property {string} kind the way in which the services were found
 * @property {Promise<string>} lost settles when a service ended by itself
 */

/**
 * @param {import('./session.mjs').Session} session
 * @returns {Promise<Prepared>}
 */
export async function prepare(session) {
  prepareEnvironment();
  const home = openHome();
  const letGo = holdHome(home);
  session.atEnd(async () => {
    await stopOrphans(home);
    letGo();
  });
  const orphans = await stopOrphans(home);
  if (orphans.length > 0) say(`Stopped what a killed start had left running: ${orphans.join(', ')}`);

  const ports = await freePorts();
  const secrets = keptSecrets(home);
  await installIfNeeded(home);
  await buildIfStale(application, home);
  await buildIfStale(pages, home);
  say('- Services');
  const services = await findServices({
    kind: 'start',
    home,
    folder: home,
    schema: schemaName(),
    secrets,
    atEnd: (closer) => session.atEnd(closer),
  });
  const configuration = ownConfiguration(secrets, ports);
  const environment = { ...process.env, ...services.environment, ...configuration };
  const { DB_SCHEME, SECRET_KEY } = configuration;
  session.atEnd(noteRunning(home, { ...services.environment, DB_SCHEME, SECRET_KEY }));
  await step('Applying the migrations', () =>
    execute(process.execPath, ['dist/migrate.js'], { cwd: projectFolder, env: environment, seconds: 120 }),
  );
  return { home, environment, configuration, kind: services.kind, lost: services.lost };
}
