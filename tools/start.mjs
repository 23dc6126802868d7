// `npm start`: everything from a fresh clone to a running shop, and everything stopped again in order.
import { join } from 'node:path';
import { howWideLimitsAre, whereAdministratorIs } from './configuration.mjs';
import { loadDemoCatalogueOnce } from './demo-catalogue.mjs';
import { projectFolder } from './environment.mjs';
import { prepare } from './preparation.mjs';
import { launch } from './processes.mjs';
import { reason, run, say } from './say.mjs';
import { until } from './services/answering.mjs';
import { Session } from './session.mjs';

/** The application promises to be gone 10 s after SIGTERM. */
const graceMs = 12_000;

void run(() => {
  const session = new Session();
  return session.during(async () => {
    const prepared = await prepare(session);
    const main = join(projectFolder, 'dist', 'main.js');
    const app = launch({
      folder: prepared.home,
      name: 'application',
      mark: main,
      program: process.execPath,
      args: ['--enable-source-maps', main],
      env: prepared.environment,
      cwd: projectFolder,
    });
    session.atEnd(() => app.stop(graceMs));
    const address = `http://localhost:${prepared.configuration.PORT}`;
    // From here on the application writes its log between our lines.
    say('- Starting the application');
    await untilReady(address, app);
    await loadDemoCatalogueOnce(address, prepared).catch((failure) =>
      say(`  The demo catalogue was not loaded: ${reason(failure)}`),
    );
    printAddresses(address, prepared);
    return firstToEnd(app, prepared.lost);
  }, 0);
});

/**
 * @param {string} address
 * @param {import('./processes.mjs').Child} app
 */
async function untilReady(address, app) {
  await until(
    async () => {
      const answer = await fetch(`${address}/health/ready`, { signal: AbortSignal.timeout(3000) });
      return answer.ok ? undefined : `/health/ready answers ${answer.status}`;
    },
    { what: 'The application', seconds: 60, alive: app.alive },
  );
}

/**
 * @param {import('./processes.mjs').Child} app
 * @param {Promise<string>} lost
 */
async function firstToEnd(app, lost) {
  const ended = app.ended.then((code) => ({ code, what: `The application ended with exit code ${code}.` }));
  const without = lost.then((service) => ({ code: 1, what: `A service ended by itself: ${service}` }));
  const { code, what } = await Promise.race([ended, without]);
  say(`\n${what} Stopping the rest.`);
  return code;
}

/**
 * @param {string} address
 * @param {import('./preparation.mjs').Prepared} prepared
 */
function printAddresses(address, { home, configuration }) {
  say(`
HotDeal is running. Ctrl-C stops it.
  storefront     ${address}/
  console        ${address}/admin
  API            ${address}/api
  documentation  ${address}/docs
  health         ${address}/health/ready
  metrics        http://127.0.0.1:${configuration.METRICS_PORT}/metrics
  administrator  ${whereAdministratorIs(home)}
  rate limits    ${howWideLimitsAre(configuration)}
`);
}
