// `npm start`: everything from a fresh clone to a running shop, and everything stopped again in order.
import { join } from 'node:path';
import { describeAdministrator, describeLog, describeOrigins, describeRateLimits } from './configuration';
import { loadDemoCatalogueOnce } from './demo-catalogue';
import { type LaunchContext, projectFolder } from './environment';
import { type Preparation, prepare } from './preparation';
import { type Child, launch } from './processes';
import { waitUntil } from './services/probes';
import { Session } from './session';
import { messageOf, print } from './terminal';

/** The application promises to end within 10 s of SIGTERM. */
const GRACE_MS = 12_000;

export function launcher(context: LaunchContext): Promise<number> {
  const session = new Session();
  const { dataFolder } = context;
  return session.run(async () => {
    const preparation = await prepare(session, context);
    const main = join(projectFolder, 'dist', 'main.js');
    const application = launch({
      folder: dataFolder,
      name: 'application',
      marker: main,
      program: process.execPath,
      args: ['--enable-source-maps', main],
      env: preparation.environment,
      cwd: projectFolder,
    });
    session.onEnd(() => application.stop(GRACE_MS));
    const address = `http://localhost:${preparation.configuration.PORT}`;
    // From here on the application's log appears between these lines.
    print('- Starting the application');
    await waitUntilReady(address, application);
    await loadCatalogue(address, dataFolder, preparation);
    printAddresses(address, dataFolder, preparation);
    return firstToEnd(application, preparation.lostService);
  }, 0);
}

async function waitUntilReady(address: string, application: Child): Promise<void> {
  await waitUntil(
    async () => {
      const response = await fetch(`${address}/health/ready`, { signal: AbortSignal.timeout(3000) });
      return response.ok ? undefined : `/health/ready returns ${response.status}: ${await response.text()}`;
    },
    { what: 'The application', seconds: 60, isAlive: application.isAlive },
  );
}

async function loadCatalogue(address: string, dataFolder: string, preparation: Preparation): Promise<void> {
  try {
    await loadDemoCatalogueOnce(address, dataFolder, preparation);
  } catch (failure) {
    print(`  The demo catalogue was not loaded: ${messageOf(failure)}`);
  }
}

async function firstToEnd(application: Child, lostService: Promise<string>): Promise<number> {
  const { code, what } = await Promise.race([
    application.ended.then((code) => ({ code, what: `The application ended with exit code ${code}.` })),
    lostService.then((service) => ({ code: 1, what: `A service ended unexpectedly: ${service}.` })),
  ]);
  print(`\n${what} Stopping everything else.`);
  return code;
}

function printAddresses(address: string, dataFolder: string, preparation: Preparation): void {
  const { configuration, payments, shipping } = preparation;
  print(`
HotDeal is running. Press Ctrl-C to stop it.
  storefront     ${address}/
  console        ${address}/admin
  API            ${address}/api
  documentation  ${address}/docs
  health         ${address}/health/ready
  metrics        http://127.0.0.1:${configuration.METRICS_PORT}/metrics
  payments       ${payments}
  shipping       ${shipping}
  administrator  ${describeAdministrator(dataFolder)}
  rate limits    ${describeRateLimits(configuration)}
  CORS           ${describeOrigins(configuration)}
  log            ${describeLog(configuration)}
`);
}
