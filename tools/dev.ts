// `npm run dev`: the services of `npm start`, and the application, which restarts whenever a source changes.
import { join } from 'node:path';
import { describeAdministrator, describeOrigins, describeRateLimits } from './configuration';
import { type LaunchContext, projectFolder } from './environment';
import { prepare } from './preparation';
import { launch } from './processes';
import { Session } from './session';
import { print } from './terminal';

const GRACE_MS = 12_000;

export function launcher(context: LaunchContext): Promise<number> {
  const session = new Session();
  const { dataFolder } = context;
  return session.run(async () => {
    const { environment, configuration, payments, shipping } = await prepare(session, context);
    const nest = join(projectFolder, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
    print(`Storefront: http://localhost:${configuration.PORT}/`);
    print(`Administrator: ${describeAdministrator(dataFolder)}`);
    print(`Rate limits: ${describeRateLimits(configuration)}`);
    print(`CORS: ${describeOrigins(configuration)}`);
    print(`Payments: ${payments}`);
    print(`Shipping: ${shipping}`);
    const watcher = launch({
      folder: dataFolder,
      name: 'application',
      marker: nest,
      program: process.execPath,
      args: [nest, 'start', '--watch', '-b', 'swc'],
      env: environment,
      cwd: projectFolder,
    });
    session.onEnd(() => watcher.stop(GRACE_MS));
    return watcher.ended;
  }, 0);
}
