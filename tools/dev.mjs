// `npm run dev`: the services of `npm start`, and the application restarted at each change of the sources.
import { join } from 'node:path';
import { howWideLimitsAre, whereAdministratorIs } from './configuration.mjs';
import { projectFolder } from './environment.mjs';
import { prepare } from './preparation.mjs';
import { launch } from './processes.mjs';
import { run, say } from './say.mjs';
import { Session } from './session.mjs';

void run(() => {
  const session = new Session();
  return session.during(async () => {
    const { home, environment, configuration } = await prepare(session);
    const nest = join(projectFolder, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
    say(`Administrator: ${whereAdministratorIs(home)}`);
    say(`Rate limits: ${howWideLimitsAre(configuration)}`);
    const watcher = launch({
      folder: home,
      name: 'application',
      mark: nest,
      program: process.execPath,
      args: [nest, 'start', '--watch', '-b', 'swc'],
      env: environment,
      cwd: projectFolder,
    });
    session.atEnd(() => watcher.stop(12_000));
    return watcher.ended;
  }, 0);
});
