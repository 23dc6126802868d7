// `npm run demo`: a hot deal over 10,000 products, 1,000 orders for 100 units, and a check that exactly 100 were sold.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { given, prepareEnvironment, projectFolder } from './environment.mjs';
import { openHome } from './home.mjs';
import { installIfNeeded } from './install.mjs';
import { reason, run, Unable } from './say.mjs';
import { Session } from './session.mjs';

const CODE_WHEN_INTERRUPTED = 130;

void run(() => {
  const session = new Session();
  return session.during(async () => {
    prepareEnvironment();
    const origin = originFromArguments();
    const home = openHome();
    // Only when they are absent: a shop may be running on the ones that are there.
    if (!existsSync(join(projectFolder, 'node_modules', 'socket.io-client'))) await installIfNeeded(home);
    const { runDemo } = await import('./demo/run.mjs');
    return runDemo({ origin, home, session });
  }, CODE_WHEN_INTERRUPTED);
});

function originFromArguments() {
  const usual = `http://127.0.0.1:${given('PORT') ?? 8080}`;
  try {
    const { url } = parseArgs({ options: { url: { type: 'string', default: usual } } }).values;
    const { protocol, origin } = new URL(url);
    if (!/^https?:$/.test(protocol)) throw new Error(`${protocol} is no http address`);
    return new URL(origin);
  } catch (failure) {
    throw new Unable(`${reason(failure)}\nUsage: npm run demo [-- --url ${usual}]`);
  }
}
